namespace ActorPipeline.Cql.Messages;

internal sealed record SchemaChangedEvent(string Target) : ServerEvent;
