using System.Globalization;
using System.Text.Json;

namespace ActorPipeline.Node.Settings;

/// <summary>The settings of a node's address and roles in the cluster, for Akka.NET.</summary>
internal static class ClusterRemoting
{
    public static string Hocon(NodeOptions options)
    {
        var (host, port, shown) = (options.Cluster.Host, options.Cluster.Port, ShownHost(options));
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.remote.dot-netty.tcp { hostname = {{Text(host)}}, public-hostname = {{Text(shown)}}, port = {{port}} }
            akka.remote.enabled-transports = ["akka.remote.dot-netty.tcp"]
            akka.cluster.roles = [{{string.Join(", ", options.Roles.Select(Text))}}]
            """);
    }

    public static string ShownHost(NodeOptions options) => options.NodeHost.Length > 0 ? options.NodeHost : options.Cluster.Host;

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
