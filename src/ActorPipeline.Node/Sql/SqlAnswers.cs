using System.Diagnostics.Metrics;
using ActorPipeline.EventLake;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Sql;

/// <summary>Answers statements over the event lake: a few at a time, each within its limits. Thread safe.</summary>
/// <remarks>The result is a file before the first byte is sent. So every failure has its status, and who takes the answer slowly keeps nobody from being
/// answered: the slot is left by then.</remarks>
internal sealed class SqlAnswers : IDisposable
{
    private readonly Meter _meter = new("ActorPipeline.Sql");
    private readonly ReadSlots _slots;
    private readonly PipelineCatalog _catalog;
    private readonly LakeTables? _lake;
    private readonly ISqlRunner _runner;
    private readonly SqlOptions _options;
    private readonly ResponsePace _pace;
    private readonly TimeProvider _clock;
    private readonly BodyBudget _bodies;
    private readonly IReadOnlyList<SqlTable> _tables;
    private long _held;

    /// <param name="lake">The files of tables; null where this node has no lake.</param>
    public SqlAnswers(PipelineCatalog catalog, LakeTables? lake, ISqlRunner runner, SqlOptions options, ResponsePace pace, TimeProvider clock)
    {
        (_catalog, _lake, _runner, _options, _pace, _clock) = (catalog, lake, runner, options, pace, clock);
        _bodies = SqlRequest.BudgetFor(options.MaxStatementBytes);
        _slots = new ReadSlots("sql", options.Slots, clock, _meter);
        _tables = SqlTable.Of(catalog.All.Select(pipeline => pipeline.Definition));
        _meter.CreateObservableGauge("actorpipeline.sql.held", () => Interlocked.Read(ref _held), "By", "Results of statements that are being sent");
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="ProblemException">The statement is not run, or has no result.</exception>
    public async Task AnswerAsync(HttpContext context)
    {
        var lake = RequireLake();
        var request = await SqlRequest.ReadAsync(context, _options.MaxStatementBytes, _bodies);
        var folder = Path.Combine(lake.Folder, Guid.NewGuid().ToString("N"));
        var job = new SqlJob(request.Statement, _tables, request.Format, _options.Limits, folder) { HasHead = request.HasHead };
        try
        {
            await RunAsync(job, lake, context.RequestAborted);
            await SendAsync(context, job);
        }
        finally
        {
            Drop(folder);
        }
    }

    /// <summary>Lists the tables there are.</summary>
    public Task TablesAsync(HttpContext context)
    {
        RequireLake();
        return NodeJson.WriteAsync(context, _tables.Select(table => new
        {
            table.Name,
            table.Pipeline,
            table.View,
            Columns = table.Columns.Select(column => new { column.Name, column.Type }),
        }));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _slots.Dispose();
    }

    private LakeTables RequireLake()
    {
        if (!_options.Enabled)
        {
            throw ProblemException.NotFound("sql-off", "statements are not answered by this node: sql.enabled is off");
        }

        return _lake ?? throw new ProblemException(
            StatusCodes.Status409Conflict,
            "no-lake",
            "this node has no event lake, and so nothing to run a statement over: set lake.path, or ask a node that has it");
    }

    private async Task RunAsync(SqlJob job, LakeTables lake, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(job.Folder);
            SqlProblems.Check(await RunInTimeAsync(job, lake, cancellationToken));
        }
        finally
        {
            _slots.Leave();
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _slots.EnterAsync(hasBegun: false, cancellationToken);
        }
        catch (ViewsBusyException)
        {
            throw SqlProblems.Busy($"{_options.Slots.Count} statements are being run, and as many wait as may; send it again later (sql.concurrent)");
        }
    }

    private async Task<SqlOutcome> RunInTimeAsync(SqlJob job, LakeTables lake, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _runner.RunAsync(job, tables => PathsAsync(lake, tables, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SqlOutcome(SqlEnd.Interrupted, $"the statement was not done after {HoconUnits.Format(_options.Timeout)} (sql.timeout)");
        }
        catch (EventLakeException failure)
        {
            return new SqlOutcome(SqlEnd.Failed, failure.Message);
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> PathsAsync(LakeTables lake, IReadOnlyList<SqlTable> tables, CancellationToken cancellationToken)
    {
        var paths = new List<IReadOnlyList<string>>();
        foreach (var table in tables)
        {
            var pipeline = _catalog.Find(table.Pipeline);
            paths.Add(await lake.PathsOfAsync(table, async token => (await pipeline.JobLedgerAsync(token)).Catalogue, cancellationToken));
        }

        return paths;
    }

    private async Task SendAsync(HttpContext context, SqlJob job)
    {
        await using var file = new FileStream(job.ResultPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            // What is open stays: nothing is left where this process dies meanwhile.
            Drop(job.Folder);
        }

        Hold(file.Length);
        try
        {
            var response = context.Response;
            response.ContentType = SqlRequest.MediaTypeOf(job.Format) + (job.Format == SqlFormat.Csv ? "; charset=utf-8; header=present" : "");
            response.ContentLength = file.Length;
            response.Headers.CacheControl = "no-store";
            response.Headers.Vary = "Accept";
            await response.StartAsync(context.RequestAborted);
            while (await file.ReadAsync(response.BodyWriter.GetMemory(), context.RequestAborted) is > 0 and var read)
            {
                response.BodyWriter.Advance(read);
                await _pace.PassOnAsync(response.BodyWriter, context.RequestAborted);
            }

            await _pace.FlushAsync(response.BodyWriter, context.RequestAborted);
        }
        finally
        {
            Interlocked.Add(ref _held, -file.Length);
        }
    }

    private static void Drop(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Hold(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > _options.MaxHeldBytes)
        {
            Interlocked.Add(ref _held, -bytes);
            throw SqlProblems.Busy("results that are being sent take as much as they may; send the statement again later (sql.max-held-size)");
        }
    }
}
