namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT of a change of the schema. What changed is not read: whoever asked for it knows.</summary>
internal sealed class SchemaChangeResponse : Response;
