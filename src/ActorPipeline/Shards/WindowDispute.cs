namespace ActorPipeline.Shards;

/// <summary>A window of a zone of which the log tells two ends: the zone data of the nodes that wrote it differ.</summary>
internal readonly record struct WindowDispute(long StartMs, long EndMs, long OtherEndMs);
