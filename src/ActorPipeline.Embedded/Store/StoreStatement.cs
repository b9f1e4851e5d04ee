namespace ActorPipeline.Embedded.Store;

/// <summary>A statement that reads, with the values of its parameters <c>$1</c>, <c>$2</c>…: texts and longs.</summary>
internal sealed record StoreStatement(string Sql, IReadOnlyList<object> Parameters);
