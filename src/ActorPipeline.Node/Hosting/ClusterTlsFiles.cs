using ActorPipeline.Actors.Security;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Hosting;

/// <summary>Reads the certificates that section <c>cluster.tls</c> names, before anything of the node is started.</summary>
internal static class ClusterTlsFiles
{
    /// <summary>Reads them, and refuses what the other nodes would refuse.</summary>
    /// <returns>The node's certificate; null for a node without TLS, and for one that is alone.</returns>
    /// <exception cref="ConfigurationException">A file cannot be read, or is not as expected.</exception>
    public static ClusterTls? Load(HoconCursor root, NodeOptions options, TimeProvider clock)
    {
        if (options.Mode != "cluster" || options.Cluster.Tls is not { } tls)
        {
            return null;
        }

        try
        {
            return ClusterTls.Load(tls, clock);
        }
        catch (ClusterTlsException refused)
        {
            throw root.Child("cluster.tls").Fail(SettingOf(refused.File), refused.Expected, refused.Found);
        }
    }

    private static string SettingOf(ClusterTlsFile file) => file switch
    {
        ClusterTlsFile.Authority => "ca-file",
        ClusterTlsFile.Certificate => "certificate-file",
        _ => "key-file",
    };
}
