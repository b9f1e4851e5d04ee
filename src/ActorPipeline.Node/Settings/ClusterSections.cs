namespace ActorPipeline.Node.Settings;

/// <summary>What a node of a cluster needs to know of the servers beneath it and of the other nodes.</summary>
internal sealed record ClusterSections
{
    public required KafkaSection Kafka { get; init; }

    public required CassandraSection Cassandra { get; init; }

    /// <summary>Where the node listens for the others.</summary>
    public required string Host { get; init; }

    /// <summary>0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the node may listen beyond loopback without TLS: its user says that the network is private.</summary>
    public required bool IsInsecure { get; init; }

    public required ClusterTlsSection Tls { get; init; }

    /// <summary>How often a node tells the others what it serves.</summary>
    public required TimeSpan AnnounceInterval { get; init; }

    /// <summary>How far a node's clock may be from the others' and the servers' before it is not ready.</summary>
    public required TimeSpan MaxClockSkew { get; init; }
}

/// <summary>Section <c>kafka</c>.</summary>
internal sealed record KafkaSection
{
    /// <summary>Brokers to begin with, as <c>host:port</c>.</summary>
    public required IReadOnlyList<string> BootstrapServers { get; init; }

    /// <summary>Begins the name of every topic but the sources'.</summary>
    public required string TopicPrefix { get; init; }

    /// <summary>Copies of a topic that a node creates; 0 for three, or as many as there are brokers.</summary>
    public required int ReplicationFactor { get; init; }

    /// <summary>Settings of librdkafka, handed on as they are.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }
}

/// <summary>Section <c>cassandra</c>.</summary>
internal sealed record CassandraSection
{
    /// <summary>Nodes to begin with, as <c>host:port</c>.</summary>
    public required IReadOnlyList<string> ContactPoints { get; init; }

    public required string Keyspace { get; init; }

    /// <summary>Copies of everything where a node creates the keyspace; 0 for three, or as many as there are nodes.</summary>
    public required int ReplicationFactor { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    /// <summary>The data centre whose nodes are used; empty for the first contact point's.</summary>
    public required string LocalDatacenter { get; init; }

    public required int ConnectionsPerNode { get; init; }

    /// <summary>The version of the native protocol; null for the newest that the first node to answer knows.</summary>
    public required int? ProtocolVersion { get; init; }

    /// <summary>Whether frames are compressed (LZ4).</summary>
    public required bool Compresses { get; init; }

    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>How long rows are kept; zero for ever.</summary>
    public required TimeSpan KeepRows { get; init; }

    public required CassandraTlsSection Tls { get; init; }
}

/// <summary>Section <c>cassandra.tls</c>.</summary>
/// <param name="Enabled">Whether connections are encrypted.</param>
/// <param name="CaFile">PEM file of the authorities that are believed; empty for the system's.</param>
/// <param name="CertificateFile">PEM file of this client's certificate; empty for none.</param>
/// <param name="KeyFile">PEM file of its key.</param>
/// <param name="VerifyName">Whether a server's certificate must bear the name or address it is reached by.</param>
internal sealed record CassandraTlsSection(bool Enabled, string CaFile, string CertificateFile, string KeyFile, bool VerifyName);

/// <summary>Section <c>cluster.tls</c>.</summary>
/// <param name="Enabled">Whether nodes show each other certificates, and encrypt what they send.</param>
/// <param name="CaFile">PEM file of the authority whose certificates belong to nodes.</param>
/// <param name="CertificateFile">PEM file of this node's certificate.</param>
/// <param name="KeyFile">PEM file of its key.</param>
/// <param name="VerifyName">Whether a node's certificate must bear the name or address it is reached at.</param>
/// <param name="PeerNames">Names of which every node's certificate must bear one; empty for any.</param>
internal sealed record ClusterTlsSection(bool Enabled, string CaFile, string CertificateFile, string KeyFile, bool VerifyName, IReadOnlyList<string> PeerNames);
