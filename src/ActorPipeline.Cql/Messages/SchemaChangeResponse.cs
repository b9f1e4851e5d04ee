namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT of a change of the schema.</summary>
internal sealed class SchemaChangeResponse(SchemaChangedEvent change) : Response
{
    /// <summary>What changed.</summary>
    public SchemaChangedEvent Change { get; } = change;
}
