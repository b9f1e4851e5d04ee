namespace ActorPipeline.AkkaStreams;

/// <summary>Records that are durable. Immutable.</summary>
/// <typeparam name="T">What is passed through.</typeparam>
/// <param name="Offset">The first record's offset; -1 when there were no records.</param>
/// <param name="Count">How many records there are.</param>
public sealed record LogAppended<T>(int Partition, long Offset, int Count, T PassThrough);
