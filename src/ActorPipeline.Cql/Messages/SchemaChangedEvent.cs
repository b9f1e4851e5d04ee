namespace ActorPipeline.Cql.Messages;

/// <summary>SCHEMA_CHANGE: the schema changed.</summary>
/// <param name="Target">KEYSPACE, TABLE, TYPE, FUNCTION or AGGREGATE.</param>
internal sealed record SchemaChangedEvent(string Target) : ServerEvent;
