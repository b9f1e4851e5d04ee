using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

internal static class ViewCommands
{
    public static IReadOnlyList<Column> DefinitionColumns { get; } =
    [
        Column.Of("pipeline"), Column.Of("name"), Column.Of("key"), Column.Of("by"),
        Column.At("length", "window", "length_ms", CellKind.Milliseconds), Column.At("every", "window", "every_ms", CellKind.Milliseconds),
        Column.Of("columns"), Column.At("zone", "window", "zone", wide: true),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "view",
        "the answers: rows of windows, and the keys there are",
        kit.Show(new PbmCommand("list", "the views of all pipelines") { Examples = ["view list"], CanWatch = true }, ListAsync),
        RowsCommand.Create(kit),
        CreateKeys(kit));

    public static IEnumerable<JsonElement> Definitions(JsonElement pipeline) =>
        pipeline.GetProperty("views").EnumerateArray().Select(view => Definition(pipeline, view));

    private static JsonElement Definition(JsonElement pipeline, JsonElement view)
    {
        var definition = JsonObject.Create(view)!;
        definition.Insert(0, "pipeline", pipeline.Text("name"));
        return JsonText.Element(definition);
    }

    private static async Task<Document> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var pipelines = await session.Node.GetAsync(new NodeQuery("pipelines"), cancellationToken);
        var views = pipelines.EnumerateArray().SelectMany(Definitions).ToAsyncEnumerable();
        return new Document(new Section(DefinitionColumns, views), view => $"{view.Text("pipeline")}/{view.Text("name")}");
    }

    private static PbmCommand CreateKeys(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var view = kit.View(pipeline);
        var prefix = new Option<string?>("--prefix") { Description = "what a part of the key begins with", HelpName = "TEXT" };
        var limit = Options.Count("--limit", "at most so many; the node has a default");
        var command = new PbmCommand("keys", "the keys a view has rows for")
        {
            Examples = ["view keys csc8101 page-visitors --prefix Die"],
            CanWatch = true,
            Arguments = { pipeline, view },
            Options = { prefix, limit },
        };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var (pipelineName, viewName) = (session.Get(pipeline)!, session.Get(view)!);
            var definition = await ViewDefinition.ReadAsync(session.Node, pipelineName, viewName, cancellationToken);
            var query = new NodeQuery("pipelines", pipelineName, "views", viewName, "keys")
                .With("prefix", session.Get(prefix)).With("limit", session.Get(limit));
            var keys = session.Node.StreamAsync(query, cancellationToken);
            return new Document(
                new Section([.. definition.KeyNames.Select(name => Column.Of(name))], keys),
                key => string.Join('/', definition.KeyNames.Select(name => CellText.Plain(Column.Of(name).ValueIn(key)))));
        });
    }
}
