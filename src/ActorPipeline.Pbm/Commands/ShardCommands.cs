using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm shard</c>: where state lives.</summary>
internal static class ShardCommands
{
    private static readonly Column[] Columns =
    [
        Column.Of("pipeline"), Column.Of("shard", CellKind.Number), Column.Of("owner"), Column.Of("epoch", CellKind.Number),
        Column.Of("state", CellKind.State), Column.Of("offset", CellKind.Number), Column.Of("lag", CellKind.Number),
        Column.Of("entities", CellKind.Number), Column.Of("watermark"), Column.At("checkpoint", "checkpoint", "at"),
        Column.Of("waiting"),
        Column.Of("passivated", CellKind.Number, wide: true), Column.Of("open_panes", CellKind.Number, wide: true),
        Column.Of("rows", CellKind.Number, wide: true),
        Column.At("checkpoint_offset", "checkpoint", "offset", CellKind.Number, wide: true),
        Column.At("checkpoint_bytes", "checkpoint", "bytes", CellKind.Bytes, wide: true),
        Column.At("checkpoint_chunks", "checkpoint", "chunks", CellKind.Number, wide: true),
        Column.At("checkpoint_duration", "checkpoint", "duration_ms", CellKind.Milliseconds, wide: true),
    ];

    private static readonly Column[] ExplainColumns =
    [
        Column.Of("pipeline"), Column.Of("shard", CellKind.Number), Column.Of("owner"), Column.Of("owner_address"), Column.Of("owner_status", CellKind.State),
        Column.Of("epoch", CellKind.Number), Column.Of("state", CellKind.State), Column.Of("waiting"), Column.Of("lag", CellKind.Number),
        Column.Of("replay", CellKind.Number), Column.Of("explanation"),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "shard",
        "where state lives: owner, epoch, offset, lag, entities, last checkpoint",
        CreateList(kit),
        CreateShow(kit),
        CreateExplain(kit),
        CreateLocate(kit));

    private static PbmCommand CreateList(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        pipeline.Arity = ArgumentArity.ZeroOrOne;
        var command = new PbmCommand("list", "every shard, or those of a pipeline")
        {
            Examples = ["shard list", "shard list csc8101 -o wide"],
            CanWatch = true,
            Arguments = { pipeline },
        };
        return kit.Show(command, (session, cancellationToken) => ListAsync(session.Node, session.Get(pipeline), cancellationToken));
    }

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var id = kit.Argument("ID", "PIPELINE/NUMBER, as 'shard list -o name' prints it", NodeNames.ShardsAsync);
        var command = new PbmCommand("show", "one shard") { Examples = ["shard show csc8101/0"], CanWatch = true, Arguments = { id } };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var (pipeline, number) = Parse(session.Get(id)!);
            var shard = await session.Node.GetAsync(new NodeQuery("pipelines", pipeline, "shards", number), cancellationToken);
            return Document.Properties(shard, [.. Columns.Select(column => column with { IsWide = false })], NodeNames.ShardName);
        });
    }

    private static PbmCommand CreateExplain(CommandKit kit)
    {
        var id = kit.Argument("ID", "PIPELINE/NUMBER, as 'shard list -o name' prints it", NodeNames.ShardsAsync);
        var command = new PbmCommand("explain", "why a shard waits, which node has it, and what recovering it would take")
        {
            Examples = ["shard explain csc8101/0"],
            CanWatch = true,
            Arguments = { id },
        };
        return kit.Show(command, (session, cancellationToken) => ExplainAsync(session.Node, session.Get(id)!, cancellationToken));
    }

    private static PbmCommand CreateLocate(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var view = kit.View(pipeline);
        var key = kit.Key(pipeline, view);
        var command = new PbmCommand("locate", "the shard that owns a key, and the node that owns the shard")
        {
            Examples = ["shard locate csc8101 page-visitors Action \"Die Hard\""],
            Arguments = { pipeline, view, key },
        };
        return kit.Show(command, (session, cancellationToken) =>
            LocateAsync(session.Node, session.Get(pipeline)!, session.Get(view)!, session.Get(key)!, cancellationToken));
    }

    private static async Task<Document> ListAsync(NodeClient node, string? pipeline, CancellationToken cancellationToken)
    {
        if (pipeline is not null)
        {
            // A pipeline without shards here is one thing, a misspelt one another.
            await node.GetAsync(new NodeQuery("pipelines", pipeline), cancellationToken);
        }

        var shards = await node.GetAsync(new NodeQuery("shards"), cancellationToken);
        var wanted = shards.EnumerateArray().Where(shard => pipeline is null || shard.GetProperty("pipeline").ValueEquals(pipeline));
        return new Document(new Section(Columns, wanted.ToAsyncEnumerable()), NodeNames.ShardName);
    }

    private static async Task<Document> ExplainAsync(NodeClient node, string id, CancellationToken cancellationToken)
    {
        var (pipeline, number) = Parse(id);
        var shard = await node.GetAsync(new NodeQuery("pipelines", pipeline, "shards", number), cancellationToken);
        var members = await ClusterCommands.MembersAsync(node, cancellationToken);
        var owner = members.Find(member => member.GetProperty("id").ValueEquals(shard.GetProperty("owner").GetString()));
        var answer = JsonObject.Create(shard)!;
        answer.Insert(3, "owner_address", owner.ValueKind == JsonValueKind.Undefined ? null : ClusterCommands.Address(owner));
        answer.Insert(4, "owner_status", owner.ValueKind == JsonValueKind.Undefined ? "not a member" : owner.GetProperty("status").GetString());
        answer.Add("replay", shard.GetProperty("offset").GetInt64() - (Column.At("offset", "checkpoint", "offset").ValueIn(shard)?.GetInt64() ?? 0));
        answer.Add("explanation", Explain(shard, answer));
        return Document.Properties(JsonText.Element(answer), ExplainColumns, NodeNames.ShardName);
    }

    private static string Explain(JsonElement shard, JsonObject answer)
    {
        var (lag, waiting) = (shard.GetProperty("lag").GetInt64(), Column.Of("waiting").ValueIn(shard)?.GetString());
        var state = (shard.GetProperty("state").GetString(), waiting) switch
        {
            ("running", null) when lag == 0 => "it has applied all there is",
            ("running", null) => $"it has {lag} records of its log still to apply",
            (var word, null) => $"it is {word}",
            (var word, var why) => $"it is {word}: {why}",
        };
        return $"{state}; if its owner went away now, the next one would replay at least {answer["replay"]} records";
    }

    private static async Task<Document> LocateAsync(NodeClient node, string pipeline, string viewName, string[] key, CancellationToken cancellationToken)
    {
        var view = await ViewDefinition.ReadAsync(node, pipeline, viewName, cancellationToken);
        var place = await node.GetAsync(view.Query(pipeline, viewName, "locate", key), cancellationToken);
        var answer = JsonObject.Create(place)!;
        answer.Insert(0, "pipeline", pipeline);
        return Document.Single(
            JsonText.Element(answer), [Column.Of("pipeline"), Column.Of("shard", CellKind.Number), Column.Of("owner")], NodeNames.ShardName);
    }

    private static (string Pipeline, string Number) Parse(string id)
    {
        var slash = id.LastIndexOf('/');
        return slash > 0 && int.TryParse(id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (id[..slash], id[(slash + 1)..])
            : throw PbmException.Usage($"'{id}' is no shard; expected PIPELINE/NUMBER such as csc8101/0");
    }
}
