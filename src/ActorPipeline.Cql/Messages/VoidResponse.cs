namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT without rows: a write.</summary>
internal sealed class VoidResponse : Response
{
    /// <summary>The one without a prefix.</summary>
    public static VoidResponse Plain { get; } = new();
}
