using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>Records to append together, and what to pass through when they are durable. Immutable.</summary>
/// <param name="Records">Their memory stays untouched until they are durable. Without any, <paramref name="PassThrough"/> alone is passed, in its turn.</param>
/// <param name="PassThrough">What is passed through, such as the offset to commit.</param>
public sealed record LogEnvelope<T>(int Partition, ReadOnlyMemory<NewRecord> Records, T PassThrough);
