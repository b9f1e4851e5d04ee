namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT of USE.</summary>
internal sealed class SetKeyspaceResponse(string keyspace) : Response
{
    /// <summary>The keyspace.</summary>
    public string Keyspace { get; } = keyspace;
}
