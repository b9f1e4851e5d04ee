using System.Net;

namespace ActorPipeline.Cql.Messages;

/// <summary>STATUS_CHANGE: a node went up or down, which is a hint.</summary>
/// <param name="IsUp">Whether it is up.</param>
/// <param name="Address">The node.</param>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : ServerEvent;
