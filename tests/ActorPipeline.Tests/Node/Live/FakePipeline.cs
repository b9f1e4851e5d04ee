using System.Collections.Immutable;
using System.Text;
using ActorPipeline.Asking;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Status;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Node.Live;

/// <summary>A pipeline whose windows close when a test says so: rows are stored first, then shown to followers.</summary>
internal sealed class FakePipeline(MemoryRowStore store) : IPipelineRuntime
{
    public const long WindowMs = 60_000;

    public static readonly ViewDefinition Pages = View("pages", [], "visits", "visitors");

    public static readonly ViewDefinition Clients = View("clients", ["page"], "visits");

    private ImmutableArray<Action<RowBatch>> _followers = [];
    private ImmutableArray<Action> _missed = [];

    public int Followers => _followers.Length;

    public IReadOnlyList<Row> Open { get; set; } = [];

    public PipelineDefinition Definition { get; } = new()
    {
        Name = "site",
        Shards = 1,
        Views = [Pages, Clients],
        Source = new SourceDefinition
        {
            Topic = "site",
            Partitions = 1,
            Format = EventFormat.Json,
            Time = new TimeDefinition(null, "auto", "UTC"),
            Fields = [new FieldDefinition("page", "page"), new FieldDefinition("client", "client")],
            LateAfter = TimeSpan.Zero,
            AllowedLateness = TimeSpan.Zero,
            IdleAfter = TimeSpan.FromSeconds(1),
            FutureLimit = TimeSpan.FromHours(1),
            MaxRecordBytes = 1024,
        },
    };

    /// <summary>Closes a window with a row per page.</summary>
    public void Close(int window, params (string Page, long Visits)[] rows) => Close(window, revision: 0, rows);

    public void Close(int window, int revision, params (string Page, long Visits)[] rows)
    {
        var batch = new RowBatch("site", Pages, 0, Window(window), revision);
        foreach (var (page, visits) in rows)
        {
            batch.Keys[0].Add(Encoding.UTF8.GetBytes(page));
            ((WholeNumberColumn)batch.Columns[0]).Add(visits);
            ((WholeNumberColumn)batch.Columns[1]).Add(visits / 2);
            batch.EndRow(exact: true);
        }

        Emit(batch);
    }

    public void Emit(RowBatch batch)
    {
        store.Write(batch);
        foreach (var follower in _followers)
        {
            follower(batch);
        }
    }

    public static Row OpenRow(int window, string page, long visits) => new(
        "site", "pages", [new("page", page)], [], Window(window), [new("visits", visits), new("visitors", visits / 2)], RowLayer.Open, Exact: true, Revision: 0);

    public static RowWindow Window(int window) => new(window * WindowMs, (window + 1) * WindowMs, (window * WindowMs) + 1);

    public string? TroubleHere => null;

    public Timeliness TimelinessHere => Timeliness.None;

    /// <summary>Rows of another node were missed.</summary>
    public void Missed()
    {
        foreach (var missed in _missed)
        {
            missed();
        }
    }

    public IDisposable Follow(ViewDefinition view, Action<RowBatch> follower, Action missed)
    {
        ImmutableInterlocked.Update(ref _missed, (all, one) => all.Add(one), missed);
        ImmutableInterlocked.Update(ref _followers, (all, one) => all.Add(one), follower);
        return new Following(() =>
        {
            ImmutableInterlocked.Update(ref _missed, (all, one) => all.Remove(one), missed);
            ImmutableInterlocked.Update(ref _followers, (all, one) => all.Remove(one), follower);
        });
    }

    public ValueTask<IReadOnlyList<Row>> OpenRowsAsync(RowQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Row>>(MemoryRowStore.Select(Open, query));

    public ValueTask<EntityFound> EntityAsync(ViewDefinition view, IReadOnlyList<string> key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask AppendLoadAsync(LoadPart part, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LoadStart> LoadStartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LoadOutcome> LoadOutcomeAsync(string loadId, LoadStart start, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LoadProgress> ResumeLoadAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<PipelineStatus> StatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitAppliedAsync(bool flush, CancellationToken cancellationToken) => throw new NotSupportedException();

    public string? LakeTroubleHere => null;

    public IReadOnlyList<ViewDrift> DriftHere => [];

    public IReadOnlyList<BatchJob> Jobs => [];

    public ValueTask<JobLedger> JobLedgerAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RunJobAsync(string job, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask PauseJobsAsync(bool isPaused, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitInLakeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ShardStatus>> ShardsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public int ShardOf(ViewDefinition view, IReadOnlyList<string> key) => 0;

    private static ViewDefinition View(string name, IReadOnlyList<string> by, params string[] columns) => new()
    {
        Name = name,
        KeyFields = [0],
        ByFields = [.. by.Select((_, i) => i + 1)],
        KeyNames = [by.Count == 0 ? "page" : "client"],
        ByNames = by,
        Window = new WindowDefinition(WindowMs, WindowMs),
        Columns = [.. columns.Select(column => new ColumnDefinition(column, ColumnKind.Count, -1))],
        ServeBy = [["page"]],
    };

    private sealed class Following(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
