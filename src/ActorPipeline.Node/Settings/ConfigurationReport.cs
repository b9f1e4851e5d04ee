using System.Text;

namespace ActorPipeline.Node.Settings;

/// <summary>What <c>--check-config</c> prints: what the node would run.</summary>
internal static class ConfigurationReport
{
    public static string Of(NodeOptions options)
    {
        var text = new StringBuilder();
        text.Append($"configuration ok: node {options.NodeId} ({options.Mode}), roles {string.Join(", ", options.Roles)}\n");
        text.Append($"data        {options.DataFolder}\n");
        text.Append($"web         {options.Web.Listener.Host}:{options.Web.Listener.Port}\n");
        var management = options.Management;
        text.Append($"management  {management.Listener.Host}:{management.Listener.Port}{(management.ReadOnly ? " (read-only)" : "")}\n");
        foreach (var pipeline in options.Pipelines)
        {
            var views = string.Join(", ", pipeline.Views.Select(view => view.Name));
            text.Append($"pipeline    {pipeline.Name}: topic {pipeline.Source.Topic}, {pipeline.Shards} shards, views {views}\n");
        }

        return text.ToString();
    }
}
