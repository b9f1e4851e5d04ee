using System.Text;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Hosting;

/// <summary>What <c>--dry-run</c> prints: a script for cqlsh of what the node would run.</summary>
internal static class SchemaScript
{
    public static string Of(NodeOptions options, IReadOnlyList<SchemaStatement> plan)
    {
        if (options.Mode != "cluster")
        {
            return $"-- node {options.NodeId} ({options.Mode}) keeps its views in {options.DataFolder}: it runs no CQL\n";
        }

        var missing = plan.Where(statement => !statement.IsThere).ToList();
        var text = new StringBuilder();
        text.Append($"-- Cassandra {string.Join(", ", options.Cluster.Session.ContactPoints)}: ")
            .Append($"{missing.Count} of {plan.Count} statements to run, what the others make is there\n");
        foreach (var statement in missing)
        {
            text.Append($"{statement.Text};\n");
        }

        return text.ToString();
    }
}
