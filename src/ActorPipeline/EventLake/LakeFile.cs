namespace ActorPipeline.EventLake;

/// <summary>A file of the lake: all events of one hour that a span of offsets holds.</summary>
/// <param name="Rows">How many events: at least one.</param>
/// <param name="Bytes">Its size.</param>
public sealed record LakeFile(LakeHour Hour, long Rows, long Bytes);
