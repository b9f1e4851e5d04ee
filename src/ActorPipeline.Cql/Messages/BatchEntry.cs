using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

internal readonly record struct BatchEntry(ReadOnlyMemory<byte> PreparedId, BoundValues Values);
