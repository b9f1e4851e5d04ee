namespace ActorPipeline.Cql.Messages;

/// <summary>What may come before an answer.</summary>
/// <param name="TracingId">The session under system_traces, of a traced request.</param>
/// <param name="Warnings">The server's warnings.</param>
/// <param name="Payload">What the server's plug-ins say.</param>
internal sealed record ResponsePrefix(Guid? TracingId, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, byte[]?> Payload)
{
    /// <summary>Nothing.</summary>
    public static ResponsePrefix None { get; } = new(null, [], new Dictionary<string, byte[]?>());
}
