using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

/// <summary>A statement of a batch.</summary>
/// <param name="PreparedId">Its id, as PREPARE gave it.</param>
/// <param name="Values">Its values.</param>
internal readonly record struct BatchEntry(ReadOnlyMemory<byte> PreparedId, BoundValues Values);
