using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm batch</c>: what one node of the role batch does again and again.</summary>
internal static class BatchCommands
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(10);

    private static readonly Column[] JobColumns =
    [
        Column.Of("pipeline"), Column.Of("job"), Column.Of("schedule"), Column.Of("state", CellKind.State), Column.Of("progress", CellKind.Number),
        Column.Of("last_start"), Column.Of("last_outcome", CellKind.State), Column.Of("last_ms", CellKind.Milliseconds), Column.Of("next"), Column.Of("node"),
        Column.Of("error"), Column.Of("rows", CellKind.Number, wide: true), Column.Of("bytes", CellKind.Bytes, wide: true),
    ];

    private static readonly Column[] RunColumns =
    [
        Column.Of("pipeline"), Column.Of("number", CellKind.Number), Column.Of("job"), Column.Of("start"), Column.Of("end"),
        Column.Of("outcome", CellKind.State), Column.Of("rows", CellKind.Number), Column.Of("bytes", CellKind.Bytes), Column.Of("node"), Column.Of("error"),
        Column.Of("progress", CellKind.Number, wide: true), Column.Of("is_asked", wide: true),
    ];

    private static readonly Column[] DriftColumns =
    [
        Column.Of("pipeline"), Column.Of("view"), Column.Of("up_to"), Column.Of("compared", CellKind.Number), Column.Of("drift", CellKind.Number),
        Column.Of("only_batch", CellKind.Number), Column.Of("only_speed", CellKind.Number), Column.Of("different", CellKind.Number),
        Column.Of("approximate", CellKind.Number), Column.Of("first", wide: true),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "batch",
        "jobs: what is done for pipelines again and again, by one node at a time",
        CreateShow(kit),
        CreateRun(kit),
        CreateRebuild(kit),
        CreateHistory(kit),
        CreateDrift(kit),
        CreatePause(kit, "pause", "let no run begin by schedule any more; one under way goes on"),
        CreatePause(kit, "resume", "let runs begin by schedule again"));

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var pipeline = Pipeline(kit);
        var command = new PbmCommand("show", "every job: schedule, state, last run and next one")
        {
            Examples = ["batch show", "batch show access-log -w"],
            CanWatch = true,
            Arguments = { pipeline },
        };
        return kit.Show(command, async (session, cancellationToken) =>
            Jobs(await session.Node.GetAsync(new NodeQuery("batch").With("pipeline", session.Get(pipeline)), cancellationToken)));
    }

    private static PbmCommand CreateRun(CommandKit kit)
    {
        var job = Job(kit);
        var pipeline = PipelineOption();
        var timeout = Timeout();
        var command = new PbmCommand(
            "run", "run a job now, or all that have a schedule, and wait; exit code 1 when one failed, 5 when they are not done in time")
        {
            Examples = ["batch run", "batch run compact --pipeline access-log"],
            Arguments = { job },
            Options = { pipeline, timeout },
        };
        return kit.Show(command, (session, cancellationToken) =>
            RunAsync(session, session.Get(job), session.Get(pipeline), session.Get(timeout), cancellationToken));
    }

    private static PbmCommand CreateRebuild(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var timeout = Timeout();
        var command = new PbmCommand(
            "rebuild", "compute the batch views of a pipeline anew from all of its events; rows before are read until it is done")
        {
            Examples = ["batch rebuild access-log", "batch rebuild access-log --timeout 1h"],
            Arguments = { pipeline },
            Options = { timeout },
        };
        return kit.Show(command, (session, cancellationToken) =>
            RunAsync(session, "rebuild-views", session.Get(pipeline), session.Get(timeout), cancellationToken));
    }

    private static async Task<Document> RunAsync(
        Session session, string? job, string? pipeline, TimeSpan limit, CancellationToken cancellationToken)
    {
        var query = new NodeQuery("batch", "run").With("job", job).With("pipeline", pipeline)
            .With("timeout", $"{Math.Max(1, (long)limit.TotalMilliseconds)}ms");
        return Jobs(await session.Node.PostAsync(query, null, limit + AnswerMargin, cancellationToken));
    }

    private static Option<TimeSpan> Timeout() => Options.Duration("--timeout", "how long to wait", DefaultWait);

    private static PbmCommand CreateHistory(CommandKit kit)
    {
        var job = Job(kit);
        var pipeline = PipelineOption();
        var command = new PbmCommand("history", "the last runs: when, how they ended, what they did, and where")
        {
            Examples = ["batch history", "batch history compact --pipeline access-log -o json"],
            Arguments = { job },
            Options = { pipeline },
        };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var query = new NodeQuery("batch", "history").With("job", session.Get(job)).With("pipeline", session.Get(pipeline));
            return Document.List(
                await session.Node.GetAsync(query, cancellationToken),
                RunColumns,
                run => $"{run.Text("pipeline")}/{run.GetProperty("number").GetRawText()}");
        });
    }

    private static PbmCommand CreateDrift(CommandKit kit)
    {
        var pipeline = Pipeline(kit);
        var command = new PbmCommand("drift", "how many rows of batch and shards differ, by view, as the last run of job drift has found")
        {
            Examples = ["batch drift", "batch drift access-log -o wide"],
            Arguments = { pipeline },
        };
        return kit.Show(command, async (session, cancellationToken) => Document.List(
            await session.Node.GetAsync(new NodeQuery("batch", "drift").With("pipeline", session.Get(pipeline)), cancellationToken),
            DriftColumns,
            view => $"{view.Text("pipeline")}/{view.Text("view")}"));
    }

    private static PbmCommand CreatePause(CommandKit kit, string name, string help)
    {
        var pipeline = Pipeline(kit);
        var command = new PbmCommand(name, help) { Examples = [$"batch {name}", $"batch {name} access-log"], Arguments = { pipeline } };
        return kit.Show(command, async (session, cancellationToken) =>
            Jobs(await session.Node.PostAsync(new NodeQuery("batch", name).With("pipeline", session.Get(pipeline)), null, cancellationToken)));
    }

    private static Document Jobs(JsonElement jobs) =>
        Document.List(jobs, JobColumns, job => $"{job.Text("pipeline")}/{job.Text("job")}");

    private static Argument<string> Pipeline(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        pipeline.Arity = ArgumentArity.ZeroOrOne;
        return pipeline;
    }

    private static Option<string?> PipelineOption() => new("--pipeline") { Description = "only of this pipeline", HelpName = "PIPELINE" };

    private static Argument<string> Job(CommandKit kit)
    {
        var job = kit.Argument("JOB", "a job's name; all of them when left out", NodeNames.JobsAsync);
        job.Arity = ArgumentArity.ZeroOrOne;
        return job;
    }
}
