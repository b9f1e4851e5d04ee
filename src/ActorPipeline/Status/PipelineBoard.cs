using ActorPipeline.Asking;
using ActorPipeline.Shards;

namespace ActorPipeline.Status;

/// <summary>Where the actors of a pipeline show how far they have come, so that asking never waits for a busy actor. Safe to use from any thread.</summary>
/// <param name="partitions">How many source partitions there are.</param>
/// <param name="shards">How many shards there are.</param>
internal sealed class PipelineBoard(int partitions, int shards)
{
    private readonly IntakeReport?[] _intakes = new IntakeReport?[partitions];
    private readonly ShardReport?[] _shards = new ShardReport?[shards];

    private readonly string?[] _failures = new string?[shards];

    /// <summary>Notes why a shard failed, until it works again.</summary>
    public void NoteFailure(int shard, string reason) => Volatile.Write(ref _failures[shard], reason);

    /// <summary>A shard works again.</summary>
    public void ForgetFailure(int shard) => Volatile.Write(ref _failures[shard], null);

    /// <summary>Why a shard failed last; null when it works.</summary>
    public string? FailureOf(int shard) => Volatile.Read(ref _failures[shard]);

    /// <summary>Shows an intake's state.</summary>
    public void Show(int partition, IntakeReport report) => Volatile.Write(ref _intakes[partition], report);

    /// <summary>Shows a shard's state.</summary>
    public void Show(int shard, ShardReport report) => Volatile.Write(ref _shards[shard], report);

    /// <summary>Shows nothing more of a partition that this node no longer serves.</summary>
    public void Clear(PlacedRole role, int partition)
    {
        if (role == PlacedRole.Intake)
        {
            Volatile.Write(ref _intakes[partition], null);
            return;
        }

        ForgetFailure(partition);
        Volatile.Write(ref _shards[partition], null);
    }

    /// <summary>What an intake last showed; null before it has begun, and when it is not on this node.</summary>
    public IntakeReport? Intake(int partition) => Volatile.Read(ref _intakes[partition]);

    /// <summary>What a shard last showed; null when it is not on this node.</summary>
    public ShardReport? Shard(int shard) => Volatile.Read(ref _shards[shard]);
}

/// <summary>What an intake shows.</summary>
/// <param name="Read">Offset of the next source record it will read.</param>
/// <param name="Committed">Offset below which all is durable in the shard log.</param>
/// <param name="WatermarkMs">The partition's watermark.</param>
/// <param name="IsIdle">Whether it does not hold the watermark back.</param>
/// <param name="Trouble">Why it waits, or null.</param>
internal sealed record IntakeReport(long Read, long Committed, long WatermarkMs, bool IsIdle, string? Trouble);

/// <summary>What a shard shows.</summary>
/// <param name="Status">Its state but for the lag.</param>
/// <param name="Counters">What it has counted.</param>
/// <param name="Through">How many source offsets it has behind it: below its place in each partition, all together.</param>
internal sealed record ShardReport(ShardStatus Status, ShardCounters Counters, long Through = 0);
