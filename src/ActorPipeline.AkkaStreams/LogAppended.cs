namespace ActorPipeline.AkkaStreams;

/// <summary>Records that are durable. Immutable.</summary>
/// <param name="Offset">The first record's offset; -1 when there were no records.</param>
public sealed record LogAppended<T>(int Partition, long Offset, int Count, T PassThrough);
