namespace ActorPipeline.Bench.Cluster;

/// <summary>The CPU time of every stage of a run. Safe to use from any thread.</summary>
internal sealed class StageClocks
{
    /// <summary>Reading the source.</summary>
    public CpuClock Fetch { get; } = new();

    /// <summary>Turns of the intake: decoding, and gathering batches for the shards.</summary>
    public CpuClock Decode { get; } = new();

    /// <summary>Writing and reading the shard log.</summary>
    public CpuClock Shuffle { get; } = new();

    /// <summary>Turns of the shards: applying events, closing windows, writing rows as text.</summary>
    public CpuClock Apply { get; } = new();

    /// <summary>Handing rows to the Kafka client.</summary>
    public CpuClock Emit { get; } = new();

    /// <summary>Writing checkpoints' chunks and handing them to the store.</summary>
    public CpuClock Checkpoints { get; } = new();

    /// <summary>Turns of other actors, and those that only wait.</summary>
    public CpuClock Other { get; } = new();

    /// <summary>What the compiler took of all these, in CPU-seconds.</summary>
    public double CompilingSeconds => new[] { Fetch, Decode, Shuffle, Apply, Emit, Checkpoints, Other }.Sum(clock => clock.CompilingSeconds);
}
