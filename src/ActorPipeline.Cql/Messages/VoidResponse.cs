namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT without rows: a write.</summary>
internal sealed class VoidResponse : Response
{
    /// <summary>The only one.</summary>
    public static VoidResponse Instance { get; } = new();

    private VoidResponse()
    {
    }
}
