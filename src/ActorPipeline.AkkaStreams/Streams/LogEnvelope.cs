using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Records to append together, and what to hand on when they are durable. Immutable.</summary>
/// <typeparam name="T">What is handed on.</typeparam>
/// <param name="Partition">The partition's number.</param>
/// <param name="Records">The records; their memory stays untouched until they are durable. With none, only <paramref name="PassThrough"/> is handed on, in its turn.</param>
/// <param name="PassThrough">What is handed on, such as the offset to commit.</param>
public sealed record LogEnvelope<T>(int Partition, ReadOnlyMemory<NewRecord> Records, T PassThrough);
