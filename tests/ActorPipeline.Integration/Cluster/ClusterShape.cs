namespace ActorPipeline.Integration.Cluster;

/// <summary>What a test's cluster consists of.</summary>
internal sealed record ClusterShape
{
    /// <summary>How many brokers.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>How many Cassandra nodes.</summary>
    public int CassandraNodes { get; init; } = 1;

    /// <summary>How many nodes.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>After how long without a sign of life a node's partitions and shards go to others.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Makes the configuration file of all nodes out of the path of the shipped one.</summary>
    public Func<string, string> Configuration { get; init; } = Visits.Configuration;

    /// <summary>Settings of all nodes, <c>path=value</c>, over that file.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
