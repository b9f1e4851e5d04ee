using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

internal static class NodeNames
{
    // Enough to choose from; nobody reads more.
    public const int MaxNames = 200;

    public static async Task<IReadOnlyList<string>> PipelinesAsync(Session session, string prefix, CancellationToken cancellationToken) =>
        Names(await session.Node.GetAsync(new NodeQuery("pipelines"), cancellationToken));

    public static async Task<IReadOnlyList<string>> ShardsAsync(Session session, string prefix, CancellationToken cancellationToken)
    {
        var shards = await session.Node.GetAsync(new NodeQuery("shards"), cancellationToken);
        return [.. shards.EnumerateArray().Select(ShardName)];
    }

    public static async Task<IReadOnlyList<string>> JobsAsync(Session session, string prefix, CancellationToken cancellationToken)
    {
        var jobs = await session.Node.GetAsync(new NodeQuery("batch"), cancellationToken);
        return [.. jobs.EnumerateArray().Select(job => job.Text("job")).Distinct()];
    }

    public static async Task<IReadOnlyList<string>> MembersAsync(Session session, string prefix, CancellationToken cancellationToken)
    {
        var cluster = await session.Node.GetAsync(new NodeQuery("cluster"), cancellationToken);
        return [.. cluster.GetProperty("nodes").EnumerateArray().Select(node => node.Text("id"))];
    }

    /// <summary>A shard as commands take it: <c>pipeline/number</c>.</summary>
    public static string ShardName(JsonElement shard) => $"{shard.Text("pipeline")}/{shard.GetProperty("shard").GetRawText()}";

    public static Completer Views(Argument<string> pipeline) => async (session, _, cancellationToken) =>
        session.Get(pipeline) is { } name
            ? Names((await session.Node.GetAsync(new NodeQuery("pipelines", name), cancellationToken)).GetProperty("views"))
            : [];

    public static Completer Conditions(Argument<string> pipeline, Argument<string> view) => async (session, prefix, cancellationToken) =>
    {
        if (session.Get(pipeline) is not { } pipelineName || session.Get(view) is not { } viewName)
        {
            return [];
        }

        var equals = prefix.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            var definition = await ViewDefinition.ReadAsync(session.Node, pipelineName, viewName, cancellationToken);
            return [.. definition.KeyNames.Concat(definition.ByNames).Select(name => $"{name}=")];
        }

        var values = await KeyValuesAsync(session, pipelineName, viewName, prefix[..equals], prefix[(equals + 1)..], cancellationToken);
        return [.. values.Select(value => $"{prefix[..equals]}={value}")];
    };

    public static Completer KeyParts(Argument<string> pipeline, Argument<string> view, Argument<string[]> key) => async (session, prefix, cancellationToken) =>
    {
        if (session.Get(pipeline) is not { } pipelineName || session.Get(view) is not { } viewName)
        {
            return [];
        }

        var given = session.Get(key)?.Length ?? 0;
        var names = (await ViewDefinition.ReadAsync(session.Node, pipelineName, viewName, cancellationToken)).KeyNames;
        return given < names.Count ? await KeyValuesAsync(session, pipelineName, viewName, names[given], prefix, cancellationToken) : [];
    };

    private static async Task<IReadOnlyList<string>> KeyValuesAsync(
        Session session, string pipeline, string view, string part, string prefix, CancellationToken cancellationToken)
    {
        var query = new NodeQuery("pipelines", pipeline, "views", view, "keys").With("prefix", prefix).With("limit", MaxNames);
        var values = session.Node.StreamAsync(query, cancellationToken).Select(key => Column.Of(part).ValueIn(key)?.GetString());
        return await values.OfType<string>().Take(MaxNames).Distinct().ToListAsync(cancellationToken);
    }

    private static List<string> Names(JsonElement array) => [.. array.EnumerateArray().Select(JsonText.NameOf)];
}
