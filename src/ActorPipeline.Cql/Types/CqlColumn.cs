namespace ActorPipeline.Cql.Types;

/// <summary>A column of a result, or what a statement's marker is compared with or written to.</summary>
public sealed record CqlColumn(string Keyspace, string Name, CqlType Type);
