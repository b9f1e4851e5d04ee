namespace ActorPipeline.Cql.Messages;

/// <summary>TOPOLOGY_CHANGE: a node joined, left or moved. Which is not read: the whole topology is read anew.</summary>
internal sealed record TopologyChangedEvent : ServerEvent;
