using System.Security.Cryptography;
using ActorPipeline.EventLake;
using ActorPipeline.Intake;
using ActorPipeline.Shards;

namespace ActorPipeline.Running;

/// <summary>Settings of the engine that hold for every pipeline of a node. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>This node's id, as statuses name it.</summary>
    public string NodeId { get; init; } = "local";

    /// <summary>Tells this process from every other of the same node id, past ones too: two nodes must not both believe that they own a shard.</summary>
    public string Instance { get; init; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>The owner that a shard's pointer names: node id and instance.</summary>
    public string Owner => $"{NodeId}#{Instance}";

    /// <summary>How events are gathered into batches.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>Bounds of a shard's state.</summary>
    public ShardOptions Shards { get; init; } = new();

    /// <summary>When events are committed to the lake.</summary>
    public LakeOptions Lake { get; init; } = new();

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

    /// <summary>The node id of a pointer's owner, as <see cref="Owner"/> gives it.</summary>
    public static string NodeOf(string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var instance = owner.LastIndexOf('#');
        return instance < 0 ? owner : owner[..instance];
    }
}
