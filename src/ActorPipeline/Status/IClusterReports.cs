namespace ActorPipeline.Status;

/// <summary>What is known of partitions that other nodes serve, and of those that nobody does. All members may be called concurrently.</summary>
internal interface IClusterReports
{
    bool IsAlone { get; }

    /// <summary>Shows a pipeline of this node to the cluster: what it serves is reported, its rows go to other nodes' dashboards.</summary>
    void Add(LocalPipeline pipeline);

    ShardSeen? Shard(string pipeline, int shard);

    IntakeSeen? Intake(string pipeline, int partition);
}

internal sealed class NoReports : IClusterReports
{
    public static NoReports Instance { get; } = new();

    public bool IsAlone => true;

    public void Add(LocalPipeline pipeline)
    {
    }

    public ShardSeen? Shard(string pipeline, int shard) => null;

    public IntakeSeen? Intake(string pipeline, int partition) => null;
}
