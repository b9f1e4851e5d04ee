namespace ActorPipeline.Cql.Types;

/// <summary>A column of a result, or what a statement's marker is compared with or written to.</summary>
/// <param name="Keyspace">Its keyspace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record CqlColumn(string Keyspace, string Name, CqlType Type);
