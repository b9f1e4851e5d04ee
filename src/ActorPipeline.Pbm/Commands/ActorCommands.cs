using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm actor</c>: the node's actors, and the pages and clients that they hold.</summary>
internal static class ActorCommands
{
    private const int DefaultDepth = 5;

    private static readonly Column[] Columns = [Column.Of("path"), Column.Of("type"), Column.Of("mailbox", CellKind.Number)];

    private static readonly Column[] EntityColumns =
    [
        Column.Of("pipeline"), Column.Of("view"), Column.Of("node"), Column.Of("shard", CellKind.Number), Column.Of("epoch", CellKind.Number),
        Column.Of("offset", CellKind.Number), Column.Of("first_event"), Column.Of("last_event"),
    ];

    public static PbmCommand Create(CommandKit kit) =>
        CommandKit.Group("actor", "the node's actors, and the pages and clients that they hold", CreateHierarchy(kit), CreateShow(kit));

    private static PbmCommand CreateHierarchy(CommandKit kit)
    {
        var depth = Options.Count("--depth", $"levels, the root among them (default {DefaultDepth})", "-d");
        var hierarchy = new PbmCommand("hierarchy", "path, type and mailbox of every actor")
        {
            Examples = ["actor hierarchy", "actor hierarchy -d 2"],
            CanWatch = true,
            Options = { depth },
        };
        return kit.Show(hierarchy, async (session, cancellationToken) =>
        {
            var tree = await session.Node.GetAsync(new NodeQuery("actors").With("depth", session.Get(depth) ?? DefaultDepth), cancellationToken);
            return new Document(new Section(Columns, Flatten(tree).ToAsyncEnumerable()), actor => actor.Text("path"), tree);
        });
    }

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var view = kit.View(pipeline);
        var key = kit.Key(pipeline, view);
        var command = new PbmCommand("show", "one page or client: where it lives, its open windows and its last rows")
        {
            Examples = ["actor show csc8101 page-visitors Action \"Die Hard\""],
            CanWatch = true,
            Arguments = { pipeline, view, key },
        };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var (pipelineName, viewName) = (session.Get(pipeline)!, session.Get(view)!);
            var definition = await ViewDefinition.ReadAsync(session.Node, pipelineName, viewName, cancellationToken);
            var actor = await session.Node.GetAsync(definition.Query(pipelineName, viewName, "actor", session.Get(key)!), cancellationToken);
            Column[] columns = [.. EntityColumns.Take(2), .. definition.KeyNames.Select(name => new Column(name, "key", name)), .. EntityColumns.Skip(2)];
            var rows = new Section(RowsCommand.Columns(definition, session.Format), Document.ItemsOf(actor.GetProperty("rows")));
            return Document.Single(actor, columns, found => $"{pipelineName}/{viewName}/{string.Join('/', session.Get(key)!)}", rows);
        });
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement actor)
    {
        yield return actor;
        if (actor.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array)
        {
            foreach (var descendant in children.EnumerateArray().SelectMany(Flatten))
            {
                yield return descendant;
            }
        }
    }
}
