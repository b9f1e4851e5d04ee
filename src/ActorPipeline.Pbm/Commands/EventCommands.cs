using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm events</c>: what goes into a pipeline.</summary>
internal static class EventCommands
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);

    // The node answers just after its own limit; only a dead connection takes longer.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(10);

    private static readonly Column[] TailColumns =
    [
        Column.Of("partition", CellKind.Number),
        Column.Of("offset", CellKind.Number) with { MinWidth = 10 },
        Column.Of("time") with { MinWidth = 24 },
        Column.Of("value"),
        Column.Of("base64", wide: true),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "events",
        "what goes into a pipeline",
        LoadCommand.Create(kit),
        CreateWait(kit),
        CreateTail(kit));

    private static PbmCommand CreateWait(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var flush = new Option<bool>("--flush") { Description = "also close all windows, as if time had moved on" };
        var lake = new Option<bool>("--lake") { Description = "also wait until files of the event lake hold all of it" };
        var timeout = Options.Duration("--timeout", "how long to wait", DefaultWait);
        var command = new PbmCommand("wait", "wait until everything accepted so far has been applied; exit code 5 when it is not in time")
        {
            Examples = ["events wait csc8101", "events wait csc8101 --flush --timeout 5m"],
            Arguments = { pipeline },
            Options = { flush, lake, timeout },
        };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var limit = session.Get(timeout);
            var query = new NodeQuery("pipelines", session.Get(pipeline)!, "wait")
                .With("flush", session.Get(flush)).With("lake", session.Get(lake)).With("timeout", $"{Math.Max(1, (long)limit.TotalMilliseconds)}ms");
            return PipelineCommands.Status(await session.Node.PostAsync(query, null, limit + AnswerMargin, cancellationToken));
        });
    }

    private static PbmCommand CreateTail(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var offset = new Option<string?>("--offset")
        {
            Description = "where to begin in each partition: a number, start, end, or -N for the last N (the node's default)",
            HelpName = "OFFSET",
        };
        offset.CompletionSources.Add("start", "end", "-10");
        var follow = new Option<bool>("--follow", "-f") { Description = "go on as records come" };
        var command = new PbmCommand("tail", "records of the source topic, as they came")
        {
            Examples = ["events tail csc8101", "events tail csc8101 --offset end --follow -o json"],
            Arguments = { pipeline },
            Options = { offset, follow },
        };
        return kit.Show(command, (session, cancellationToken) =>
        {
            var query = new NodeQuery("pipelines", session.Get(pipeline)!, "tail").With("offset", session.Get(offset)).With("follow", session.Get(follow));
            var records = session.Node.StreamAsync(query, cancellationToken);
            return Task.FromResult(new Document(
                new Section(TailColumns, records) { IsLive = session.Get(follow) },
                record => $"{record.GetProperty("partition").GetRawText()}-{record.GetProperty("offset").GetRawText()}"));
        });
    }
}
