namespace ActorPipeline.Integration.Cluster;

/// <summary>What a test's cluster consists of.</summary>
internal sealed record ClusterShape
{
    /// <summary>The settings that ship, and nothing else.</summary>
    public static ClusterShape AsShipped { get; } = new() { Configuration = static shipped => $"include required(file(\"{shipped}\"))\n" };

    /// <summary>How many brokers.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>How many Cassandra nodes.</summary>
    public int CassandraNodes { get; init; } = 1;

    /// <summary>How many nodes.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Whether the nodes keep an event lake, in a folder that they share.</summary>
    public bool HasLake { get; init; }

    /// <summary>How long a node that stands still does so: longer than others wait for it.</summary>
    public TimeSpan StandsStillFor { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Makes the configuration file of all nodes out of the path of the shipped one.</summary>
    public Func<string, string> Configuration { get; init; } = Visits.Configuration;

    /// <summary>Variables of all nodes' processes.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of all nodes, <c>path=value</c>, over that file.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Settings of one node by its index from 0, over those of all nodes.</summary>
    public Func<int, IReadOnlyList<string>> SettingsOf { get; init; } = _ => [];
}
