using ActorPipeline.Actors.Security;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Hosting;

/// <summary>Reads the certificates that section <c>cluster.tls</c> names, before anything of the node is started.</summary>
internal static class ClusterTlsFiles
{
    /// <summary>Reads them, and refuses what the other nodes would refuse.</summary>
    /// <param name="root">The configuration, for where a setting stands.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="clock">The time.</param>
    /// <returns>The node's certificate; null for a node without TLS, and for one that is alone.</returns>
    /// <exception cref="ConfigurationException">A file cannot be read, or is not as expected.</exception>
    public static ClusterTls? Load(HoconCursor root, NodeOptions options, TimeProvider clock)
    {
        var section = options.Cluster.Tls;
        if (options.Mode != "cluster" || !section.Enabled)
        {
            return null;
        }

        try
        {
            return ClusterTls.Load(OptionsOf(section, ClusterRemoting.ShownHost(options)), clock);
        }
        catch (ClusterTlsException refused)
        {
            throw root.Child("cluster.tls").Fail(SettingOf(refused.File), refused.Expected, refused.Found);
        }
    }

    private static ClusterTlsOptions OptionsOf(ClusterTlsSection section, string host) => new()
    {
        AuthorityFile = section.CaFile,
        CertificateFile = section.CertificateFile,
        KeyFile = section.KeyFile,
        Host = host,
        VerifyName = section.VerifyName,
        PeerNames = section.PeerNames,
    };

    private static string SettingOf(ClusterTlsFile file) => file switch
    {
        ClusterTlsFile.Authority => "ca-file",
        ClusterTlsFile.Certificate => "certificate-file",
        _ => "key-file",
    };
}
