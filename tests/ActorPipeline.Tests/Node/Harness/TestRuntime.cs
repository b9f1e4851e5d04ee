using System.Collections.Concurrent;
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

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>A pipeline that keeps what it is given and says what it is told to say.</summary>
internal sealed class TestRuntime(PipelineDefinition definition) : IPipelineRuntime
{
    public const long Watermark = 1_485_352_920_000;

    public PipelineDefinition Definition { get; } = definition;

    /// <summary>The bytes of every event appended, as text.</summary>
    public ConcurrentQueue<string> Appended { get; } = new();

    public ConcurrentQueue<NewRecord> Records { get; } = new();

    public Exception? Failure { get; set; }

    public string? TroubleHere { get; set; }

    public IReadOnlyList<ViewDrift> DriftHere { get; set; } = [];

    public Timeliness TimelinessHere { get; set; } = Timeliness.None;

    /// <summary>Awaited by every append before it is durable.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Completes when an append waits at the gate.</summary>
    public TaskCompletionSource AtGate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Row> Open { get; set; } = [];

    public string State { get; set; } = "running";

    public string? Detail { get; set; }

    public Task Applied { get; set; } = Task.CompletedTask;

    public bool? Flushed { get; private set; }

    public bool HasWaitedForLake { get; private set; }

    private readonly ConcurrentDictionary<string, long> _loads = new();

    public async ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        AtGate.TrySetResult();
        await Gate;
        if (Failure is { } failure)
        {
            throw failure;
        }

        foreach (var record in records.ToArray())
        {
            // The bytes are the caller's buffer, valid only until this call completes.
            Records.Enqueue(record with { Value = record.Value.ToArray() });
            Appended.Enqueue(Encoding.UTF8.GetString(record.Value.Span));
        }
    }

    public async ValueTask AppendLoadAsync(LoadPart part, CancellationToken cancellationToken)
    {
        if (!_loads.ContainsKey(part.LoadId))
        {
            throw new UnknownLoadException(part.LoadId);
        }

        await AppendAsync(part.Records, cancellationToken);
        _loads[part.LoadId] = part.FirstIndex + part.Records.Length;
    }

    public ValueTask<LoadProgress> ResumeLoadAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new LoadProgress(loadId, from ?? [7, 9], _loads.GetOrAdd(loadId, 0)));

    public ValueTask<LoadStart> LoadStartAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new LoadStart(3, 4, 5));

    public ValueTask<LoadOutcome> LoadOutcomeAsync(string loadId, LoadStart start, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new LoadOutcome(start.Late, new Dictionary<string, long> { ["bad-json"] = start.DeadLetters }));

    public void ForgetLoads() => _loads.Clear();

    public ValueTask<PipelineStatus> StatusAsync(CancellationToken cancellationToken) => Failure is { } failure
        ? throw failure
        : ValueTask.FromResult(new PipelineStatus(
            Definition.Name, State, Detail, Source: 19, Accepted: 20, Applied: 15, Late: 2, DeadLetter: 2, Duplicate: 1, Filtered: 3, Pending: 4, Watermark,
            [new PartitionStatus(0, 10, 8, 7, 3, Watermark + 500, false), new PartitionStatus(1, 9, 9, 9, 0, null, true)],
            ShardLag: 6));

    public string? LakeTroubleHere { get; set; }

    public IReadOnlyList<BatchJob> Jobs { get; } =
    [
        new("compact", JobSchedule.Parse("*/5 * * * *"), (_, _) => throw new NotSupportedException()),
        new("drop-old", JobSchedule.Parse("17 * * * *"), (_, _) => throw new NotSupportedException()),
    ];

    public JobLedger Ledger { get; set; } = JobLedger.Empty;

    public ValueTask<JobLedger> JobLedgerAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Ledger);

    public ValueTask RunJobAsync(string job, CancellationToken cancellationToken)
    {
        var error = job == "drop-old" ? "no space left on device" : null;
        Ledger = Ledger.Start(job, TestRows.Start, "n2", "asked").End(TestRows.Start + 500, error is null ? JobOutcome.Succeeded : JobOutcome.Failed, new JobResult(7, 900), error);
        return error is null
            ? ValueTask.CompletedTask
            : throw new PartitionFailedException(new PlacedPartition(Definition.Name, PlacedRole.Batch, 0), $"job {job} of {Definition.Name}: {error}");
    }

    public ValueTask PauseJobsAsync(bool isPaused, CancellationToken cancellationToken)
    {
        Ledger = Ledger with { IsPaused = isPaused };
        return ValueTask.CompletedTask;
    }

    public ValueTask WaitInLakeAsync(CancellationToken cancellationToken)
    {
        HasWaitedForLake = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WaitAppliedAsync(bool flush, CancellationToken cancellationToken)
    {
        Flushed = flush;
        await Applied.WaitAsync(cancellationToken);
    }

    public ValueTask<IReadOnlyList<Row>> OpenRowsAsync(RowQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Row>>(TestViews.Select(Open, query));

    public ValueTask<EntityFound> EntityAsync(ViewDefinition view, IReadOnlyList<string> key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new EntityFound("n1", 0, 3, 120, Watermark, Watermark + 999, [.. Open.Where(row => row.View == view.Name).Take(1)]));

    public ValueTask<IReadOnlyList<ShardStatus>> ShardsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ShardStatus>>(
        [
            new ShardStatus(Definition.Name, 0, "n1", 3, "running", null, 120, 2, 40, 5, 6, Watermark, 77, new CheckpointStatus(100, Watermark, 2048, 4, 12.5)),
            new ShardStatus(Definition.Name, 1, "n1", 1, "stalled", "the view store", 0, 0, 0, 0, 0, null, 0, null),
        ]);

    public int ShardOf(ViewDefinition view, IReadOnlyList<string> key) => key.Sum(part => part.Length) % 2;

    public IDisposable Follow(ViewDefinition view, Action<RowBatch> follower, Action missed) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
