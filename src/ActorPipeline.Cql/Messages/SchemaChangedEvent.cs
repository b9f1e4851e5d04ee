namespace ActorPipeline.Cql.Messages;

/// <summary>The schema changed.</summary>
/// <param name="Change">CREATED, UPDATED or DROPPED.</param>
/// <param name="Target">KEYSPACE, TABLE, TYPE, FUNCTION or AGGREGATE.</param>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Name">What in it; empty for the keyspace itself.</param>
/// <param name="ArgumentTypes">Of functions and aggregates; else empty.</param>
internal sealed record SchemaChangedEvent(string Change, string Target, string Keyspace, string Name, IReadOnlyList<string> ArgumentTypes) : ServerEvent(TypeName)
{
    public const string TypeName = "SCHEMA_CHANGE";
}
