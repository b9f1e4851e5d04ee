using ActorPipeline.Intake;
using ActorPipeline.Shards;

namespace ActorPipeline.Runtime;

/// <summary>Settings of the engine that hold for every pipeline of a node. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>This node's id: the owner that a shard's pointer names.</summary>
    public string NodeId { get; init; } = "local";

    /// <summary>How events are gathered into batches.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>Bounds of a shard's state.</summary>
    public ShardOptions Shards { get; init; } = new();

    /// <summary>How often a shard makes a checkpoint, when something has changed.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a change the entities of an open window are let go of, to be revived from their snapshot.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most rows a shard holds that the view store has not taken yet; with more it stops reading its log.</summary>
    public int MaxPendingRows { get; init; } = 262_144;

    /// <summary>About how many bytes of its log a shard reads at a time.</summary>
    public int ShardReadBytes { get; init; } = 1 << 20;

    /// <summary>Shortest and longest pause between two tries after a failure of the log or the store.</summary>
    public (TimeSpan Shortest, TimeSpan Longest) Backoff { get; init; } = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    /// <summary>Whether the shard log keeps what no checkpoint needs any more.</summary>
    public bool KeepShardLog { get; init; }
}
