using ActorPipeline.Runtime;

namespace ActorPipeline.Cluster;

/// <summary>What a node says of itself, once an interval. Members that an older node does not send have their defaults.</summary>
internal sealed record Announcement
{
    /// <summary>The process: random, so that two nodes with one id are told apart.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Number of the announcement, from 1: the <see cref="PartitionReports"/> of the same round came just before.</summary>
    public long Round { get; init; }

    /// <summary>The sender's clock, unix milliseconds; used for nothing but to complain of a wrong one.</summary>
    public long SentMs { get; init; }

    /// <summary>What does not change.</summary>
    public required NodeProfile Profile { get; init; }

    /// <summary>Where it stands.</summary>
    public NodePhase Phase { get; init; }

    /// <summary>Whether it can do its work.</summary>
    public NodeReadiness Readiness { get; init; } = new(true, []);

    /// <summary>The views that its dashboards watch.</summary>
    public IReadOnlyList<WatchedView> Watched { get; init; } = [];
}

/// <summary>What a node serves of one pipeline, or a part of it where that is much.</summary>
internal sealed record PartitionReports
{
    /// <summary>The process.</summary>
    public string Instance { get; init; } = "";

    /// <summary>The announcement it belongs to: what is reported with an earlier round only is served no longer.</summary>
    public long Round { get; init; }

    /// <summary>The pipeline.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Shards.</summary>
    public IReadOnlyList<ShardReport> Shards { get; init; } = [];

    /// <summary>Source partitions.</summary>
    public IReadOnlyList<NumberedIntake> Intakes { get; init; } = [];
}

/// <summary>The intake of a source partition.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Report">What it shows.</param>
internal sealed record NumberedIntake(int Partition, IntakeReport Report);
