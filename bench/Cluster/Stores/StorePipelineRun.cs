using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>A run of the pipeline in a process of its own.</summary>
/// <param name="Kafka">The broker.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Cassandra">The node; empty to keep snapshots in memory and forget rows.</param>
/// <param name="Keyspace">The keyspace, and the pipeline's name: no two runs share a shard log.</param>
internal sealed record StorePipelineRun(string Kafka, string Topic, string Cassandra, string Keyspace)
{
    /// <summary>The pipeline.</summary>
    public PipelineDefinition Pipeline => StorePipeline.WithMaps(Topic, Keyspace);

    public static StorePipelineRun Parse(string[] args) => new(args[0], args[1], args[2], args[3]);

    public string[] Arguments => [Kafka, Topic, Cassandra, Keyspace];
}
