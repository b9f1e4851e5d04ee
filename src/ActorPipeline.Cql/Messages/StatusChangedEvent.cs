using System.Net;

namespace ActorPipeline.Cql.Messages;

/// <summary>STATUS_CHANGE: a node went up or down, which is a hint.</summary>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : ServerEvent;
