using ActorPipeline.Actors.Security;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Kafka.Settings;

namespace ActorPipeline.Node.Settings;

/// <summary>What a node of a cluster needs to know of the servers beneath it and of the other nodes.</summary>
internal sealed record ClusterSections
{
    /// <summary>How the node speaks to Kafka, but for its id.</summary>
    public required KafkaLogOptions Kafka { get; init; }

    /// <summary>How the node speaks to Cassandra, but for its clock and its log.</summary>
    public required CqlSessionOptions Session { get; init; }

    public required CassandraStoreOptions Store { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }

    /// <summary>The node's certificate and those it takes; null where connections between nodes are not encrypted.</summary>
    public required ClusterTlsOptions? Tls { get; init; }

    public required TimeSpan AnnounceInterval { get; init; }

    /// <summary>How far a node's clock may be from the others' and the servers' before it is not ready.</summary>
    public required TimeSpan MaxClockSkew { get; init; }
}
