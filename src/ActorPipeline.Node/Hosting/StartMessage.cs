using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Hosting;

/// <summary>What a node prints when it runs: where it is, and the first three things to try.</summary>
internal static class StartMessage
{
    public static string Of(NodeOptions options, NodeFile node, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append($"ActorPipeline {CommandLine.Version}: node {node.Id} ({options.Mode}), ")
            .Append($"{options.Pipelines.Count} pipelines, data in {options.DataFolder}\n");
        text.Append($"Dashboard   {node.Web ?? "none: this node has no role web"}\n");
        text.Append($"Operators   {node.Operators}\n");
        if (node.Remoting is not null)
        {
            text.Append($"Cluster     {node.Remoting}\n");
        }

        if (node.Web is not null && options.Pipelines.Count > 0)
        {
            AppendFirstSteps(text, options, node, now);
        }

        return text.ToString();
    }

    private static void AppendFirstSteps(StringBuilder text, NodeOptions options, NodeFile node, DateTimeOffset now)
    {
        var pipeline = options.Pipelines[0];
        var view = pipeline.Views[0].Name;
        var watch = options.Demo.Enabled ? "watch the generated traffic" : "watch it live; --demo generates traffic";
        text.Append("Try\n");
        text.Append($"  1. open {node.Web} and {watch}\n");
        text.Append($"  2. curl -d '{Example(pipeline, now)}' {node.Web}/collect/{pipeline.Name}\n");
        text.Append($"  3. curl '{node.Web}/api/pipelines/{pipeline.Name}/views/{view}/rows?last=1&open=true'\n");
    }

    private static string Example(PipelineDefinition pipeline, DateTimeOffset now)
    {
        var names = pipeline.Source.Fields.ToDictionary(field => field.Path, field => field.Name);
        return Encoding.UTF8.GetString(EventComposer.For(pipeline.Source).Compose(path => Value(pipeline.Source, names, path), now))
            .Replace("'", "", StringComparison.Ordinal);
    }

    private static string? Value(SourceDefinition source, Dictionary<string, string> names, string path) => path switch
    {
        _ when path == source.Time.Path || path == source.Time.ClockPath => null,
        "ip" => "127.0.0.1",
        "path" or "url" => "/first",
        _ => names.GetValueOrDefault(path),
    };
}
