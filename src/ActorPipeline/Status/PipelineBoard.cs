using ActorPipeline.Asking;
using ActorPipeline.BatchViews;
using ActorPipeline.Shards;

namespace ActorPipeline.Status;

/// <summary>Where the actors of a pipeline show how far they have come, so that asking never waits for a busy actor. Safe to use from any thread.</summary>
internal sealed class PipelineBoard(int partitions, int shards)
{
    private readonly IntakeReport?[] _intakes = new IntakeReport?[partitions];
    private readonly ShardReport?[] _shards = new ShardReport?[shards];
    private readonly Timeliness?[] _timeliness = new Timeliness?[partitions];
    private readonly LakeReport?[] _lakes = new LakeReport?[partitions];
    private readonly string?[] _failures = new string?[shards];
    private BatchReport? _batch;

    public void NoteFailure(int shard, string reason) => Volatile.Write(ref _failures[shard], reason);

    public void ForgetFailure(int shard) => Volatile.Write(ref _failures[shard], null);

    public string? FailureOf(int shard) => Volatile.Read(ref _failures[shard]);

    public void Show(int partition, IntakeReport report) => Volatile.Write(ref _intakes[partition], report);

    public void Show(int partition, Timeliness timeliness) => Volatile.Write(ref _timeliness[partition], timeliness);

    public void Show(int partition, LakeReport report) => Volatile.Write(ref _lakes[partition], report);

    public void Show(int shard, ShardReport report) => Volatile.Write(ref _shards[shard], report);

    public void Clear(PlacedRole role, int partition)
    {
        switch (role)
        {
            case PlacedRole.Intake:
                Volatile.Write(ref _intakes[partition], null);
                Volatile.Write(ref _timeliness[partition], null);
                break;
            case PlacedRole.Lake:
                Volatile.Write(ref _lakes[partition], null);
                break;
            case PlacedRole.Batch:
                Volatile.Write(ref _batch, null);
                break;
            default:
                ForgetFailure(partition);
                Volatile.Write(ref _shards[partition], null);
                break;
        }
    }

    public IntakeReport? Intake(int partition) => Volatile.Read(ref _intakes[partition]);

    /// <summary>How timely the events were that the intakes of this node read last.</summary>
    public Timeliness TimelinessHere() => _timeliness.Aggregate(Timeliness.None, static (sum, one) => one is null ? sum : sum.And(one));

    public void Show(BatchReport report) => Volatile.Write(ref _batch, report);

    public BatchReport? Batch() => Volatile.Read(ref _batch);

    public LakeReport? Lake(int partition) => Volatile.Read(ref _lakes[partition]);

    public ShardReport? Shard(int shard) => Volatile.Read(ref _shards[shard]);
}

internal sealed record IntakeReport(long Read, long Committed, long WatermarkMs, bool IsIdle, string? Trouble);

/// <param name="Read">The first offset that was not read yet.</param>
/// <param name="Committed">The first offset that the lake does not hold yet.</param>
internal sealed record LakeReport(long Read, long Committed, string? Trouble);

internal sealed record BatchReport(string? Trouble, IReadOnlyList<ViewDrift> Drift);

internal sealed record ShardReport(ShardStatus Status, ShardCounters Counters, long Through = 0);
