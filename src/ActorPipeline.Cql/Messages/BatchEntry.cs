using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

/// <summary>A statement of a batch: a prepared one by its id, or text.</summary>
/// <param name="PreparedId">The id; empty for text.</param>
/// <param name="Cql">The text, when there is no id.</param>
/// <param name="Values">Its values; null for none.</param>
internal readonly record struct BatchEntry(ReadOnlyMemory<byte> PreparedId, string Cql, BoundValues? Values);
