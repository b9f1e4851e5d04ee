using System.Net;

namespace ActorPipeline.Cql.Messages;

/// <summary>What a server says unasked. An event of a kind that this client does not know is of this class itself.</summary>
internal record ServerEvent;

/// <summary>TOPOLOGY_CHANGE: a node joined, left or moved. Which is not read: the whole topology is read anew.</summary>
internal sealed record TopologyChangedEvent : ServerEvent;

/// <summary>STATUS_CHANGE: a node went up or down, which is a hint.</summary>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : ServerEvent;

internal sealed record SchemaChangedEvent(string Target) : ServerEvent;
