namespace ActorPipeline.Node.Settings;

/// <summary>What a node of a cluster needs to know of the servers beneath it and of the other nodes.</summary>
internal sealed record ClusterSections
{
    public required KafkaSection Kafka { get; init; }
    public required CassandraSection Cassandra { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }

    /// <summary>Whether the node may listen beyond loopback without TLS: its user says that the network is private.</summary>
    public required bool IsInsecure { get; init; }

    public required ClusterTlsSection Tls { get; init; }
    public required TimeSpan AnnounceInterval { get; init; }

    /// <summary>How far a node's clock may be from the others' and the servers' before it is not ready.</summary>
    public required TimeSpan MaxClockSkew { get; init; }
}

internal sealed record KafkaSection
{
    public required IReadOnlyList<string> BootstrapServers { get; init; }
    public required string TopicPrefix { get; init; }

    /// <summary>Copies of a topic that a node creates; 0 for three, or as many as there are brokers.</summary>
    public required int ReplicationFactor { get; init; }

    public required IReadOnlyDictionary<string, string> Properties { get; init; }
}

internal sealed record CassandraSection
{
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

    public required bool Compresses { get; init; }
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>How long rows are kept; zero for ever.</summary>
    public required TimeSpan KeepRows { get; init; }

    public required CassandraTlsSection Tls { get; init; }
}

internal sealed record CassandraTlsSection(bool Enabled, string CaFile, string CertificateFile, string KeyFile, bool VerifyName);

internal sealed record ClusterTlsSection(bool Enabled, string CaFile, string CertificateFile, string KeyFile, bool VerifyName, IReadOnlyList<string> PeerNames);
