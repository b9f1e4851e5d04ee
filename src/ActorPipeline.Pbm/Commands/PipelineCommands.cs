using System.CommandLine;
using System.Text;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm pipeline</c>: definitions and counters.</summary>
internal static class PipelineCommands
{
    private static readonly Column[] Columns =
    [
        Column.Of("name"), Column.At("topic", "source", "topic"), Column.At("format", "source", "format"),
        Column.At("partitions", "source", "partitions", CellKind.Number), Column.Of("shards", CellKind.Number),
    ];

    private static readonly Column[] StatusColumns =
    [
        Column.Of("pipeline"), Column.Of("state", CellKind.State), Column.Of("source", CellKind.Number), Column.Of("accepted", CellKind.Number),
        Column.Of("applied", CellKind.Number), Column.Of("late", CellKind.Number), Column.Of("dead_letter", CellKind.Number),
        Column.Of("duplicate", CellKind.Number), Column.Of("pending", CellKind.Number), Column.Of("watermark"), Column.Of("detail"),
        Column.Of("filtered", CellKind.Number, wide: true), Column.Of("shard_lag", CellKind.Number, wide: true),
    ];

    private static readonly Column[] PartitionColumns =
    [
        Column.Of("partition", CellKind.Number), Column.Of("end", CellKind.Number), Column.Of("read", CellKind.Number),
        Column.Of("committed", CellKind.Number), Column.Of("lag", CellKind.Number), Column.Of("watermark"), Column.Of("idle"),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "pipeline",
        "definitions, and counters that add up",
        kit.Show(
            new PbmCommand("list", "the pipelines") { Examples = ["pipeline list"], CanWatch = true },
            async (session, cancellationToken) =>
                Document.List(await session.Node.GetAsync(new NodeQuery("pipelines"), cancellationToken), Columns, JsonText.NameOf)),
        CreateShow(kit),
        CreateStatus(kit),
        CreateCheck(kit),
        GuessCommand.Create(kit));

    public static Document Status(JsonElement status) => Document.Single(
        status,
        StatusColumns,
        item => item.Text("pipeline"),
        new Section(PartitionColumns, Document.ItemsOf(status.GetProperty("partitions"))));

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var command = new PbmCommand("show", "a pipeline's definition") { Examples = ["pipeline show csc8101"], CanWatch = true, Arguments = { pipeline } };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var definition = await session.Node.GetAsync(new NodeQuery("pipelines", session.Get(pipeline)!), cancellationToken);
            var views = new Section(ViewCommands.DefinitionColumns, ViewCommands.Definitions(definition).ToAsyncEnumerable());
            return Document.Single(definition, Columns, JsonText.NameOf, views);
        });
    }

    private static PbmCommand CreateStatus(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var command = new PbmCommand("status", "accepted = applied + late + dead_letter + duplicate; watermark and lag")
        {
            Examples = ["pipeline status csc8101", "pipeline status csc8101 -w"],
            CanWatch = true,
            Arguments = { pipeline },
        };
        return kit.Show(command, async (session, cancellationToken) =>
            Status(await session.Node.GetAsync(new NodeQuery("pipelines", session.Get(pipeline)!, "status"), cancellationToken)));
    }

    private static PbmCommand CreateCheck(CommandKit kit)
    {
        var file = new Argument<string>("FILE") { Description = "a HOCON file with pipelines" };
        var command = new PbmCommand("check", "read a pipeline file as the node would, and say what is wrong with it")
        {
            Examples = ["pipeline check hocon/pipelines/csc8101.conf"],
            Arguments = { file },
        };
        return kit.Do(command, (session, cancellationToken) => CheckAsync(session, session.Get(file)!, cancellationToken));
    }

    private static async Task<int> CheckAsync(Session session, string path, CancellationToken cancellationToken)
    {
        var text = await InputFile.ReadAsync(path, () => File.ReadAllTextAsync(path, cancellationToken));
        using var body = new StringContent(text, Encoding.UTF8, "text/plain");
        var result = await session.Node.PostAsync(new NodeQuery("check").With("name", path), body, cancellationToken);
        await session.ShowAsync(_ => Task.FromResult(Result(result)), cancellationToken);
        return result.GetProperty("ok").GetBoolean()
            ? ExitCode.Ok
            : throw new PbmException(ExitCode.Failed, CellText.Plain(Column.Of("error").ValueIn(result)).ReplaceLineEndings(" "));
    }

    private static Document Result(JsonElement result) => Document.Single(
        result,
        [Column.Of("ok", CellKind.State)],
        item => item.GetProperty("ok").GetRawText(),
        new Section(Columns, Document.ItemsOf(result.GetProperty("pipelines"))));
}
