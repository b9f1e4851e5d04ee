namespace ActorPipeline.Actors.Messages;

/// <summary>Closed rows for the dashboards of another node.</summary>
/// <param name="HasGap">Whether rows of the view were not sent before these: who watches it reads again.</param>
/// <param name="Rows">The rows; empty where only a gap is told of.</param>
internal sealed record LiveRows(WatchedView View, bool HasGap, ReadOnlyMemory<byte> Rows);

/// <summary>The other node has taken so many messages: as many more may be sent.</summary>
internal sealed record LiveAck(int Count);
