using ActorPipeline.Cql.Connections;

namespace ActorPipeline.Cql.Cluster;

/// <summary>What the pools of a session share.</summary>
/// <param name="Random">Draws jitter; locked by its users.</param>
/// <param name="OnNodeBack">Readies the first connection to a node before it gets requests.</param>
internal sealed record PoolSettings(
    IClientOptions Options, Connector Connector, Random Random, Func<CqlConnection, CancellationToken, Task> OnNodeBack);
