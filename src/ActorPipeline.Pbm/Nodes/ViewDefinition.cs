using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>What a view's rows consist of.</summary>
internal sealed record ViewDefinition(IReadOnlyList<string> KeyNames, IReadOnlyList<string> ByNames, IReadOnlyList<string> ColumnNames)
{
    /// <summary>Asks a node for it.</summary>
    /// <exception cref="PbmException">There is no such pipeline or view.</exception>
    public static async Task<ViewDefinition> ReadAsync(NodeClient node, string pipeline, string view, CancellationToken cancellationToken)
    {
        var definition = await node.GetAsync(new NodeQuery("pipelines", pipeline), cancellationToken);
        var views = definition.GetProperty("views").EnumerateArray().ToDictionary(JsonText.NameOf);
        return views.TryGetValue(view, out var found)
            ? new ViewDefinition(
                [.. found.GetProperty("key").EnumerateArray().Select(name => name.GetString()!)],
                [.. found.GetProperty("by").EnumerateArray().Select(name => name.GetString()!)],
                [.. found.GetProperty("columns").EnumerateArray().Select(JsonText.NameOf)])
            : throw PbmException.NotFound($"pipeline {pipeline} has no view '{view}'{Suggestion.Clause(view, views.Keys)}");
    }

    /// <summary>A question about one key of the view.</summary>
    /// <exception cref="PbmException">The key has another number of parts.</exception>
    public NodeQuery Query(string pipeline, string view, string what, IReadOnlyList<string> key)
    {
        if (key.Count != KeyNames.Count)
        {
            throw PbmException.Usage($"a key of {view} has {KeyNames.Count} parts ({string.Join(", ", KeyNames)}); found {key.Count}");
        }

        var query = new NodeQuery("pipelines", pipeline, "views", view, what);
        foreach (var (name, value) in KeyNames.Zip(key))
        {
            query.With($"key.{name}", value);
        }

        return query;
    }
}
