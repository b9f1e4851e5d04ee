namespace ActorPipeline.Node.Hosting;

/// <summary>What a node of a cluster needs to know of the servers beneath it and of the other nodes.</summary>
internal sealed record ClusterSections
{
    public required KafkaSection Kafka { get; init; }

    public required CassandraSection Cassandra { get; init; }

    /// <summary>How often a node says that it is there.</summary>
    public required TimeSpan AnnounceInterval { get; init; }

    /// <summary>After how long without a word a node counts as unreachable, and after how long it is forgotten.</summary>
    public required TimeSpan UnreachableAfter { get; init; }

    /// <inheritdoc cref="UnreachableAfter"/>
    public required TimeSpan ForgetAfter { get; init; }

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

    /// <summary>After how long without a sign of life a node's partitions go to others.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>Whether groups are run by the brokers (KIP-848) instead of by their members.</summary>
    public required bool UsesConsumerProtocol { get; init; }

    /// <summary>How long a node may take to hand a partition over.</summary>
    public required TimeSpan HandOverTimeout { get; init; }

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
