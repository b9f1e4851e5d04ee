namespace ActorPipeline.Cql;

/// <summary>What routing and retrying need to know of a request.</summary>
/// <param name="Keyspace">The keyspace of its table; null when it is not known.</param>
/// <param name="Token">The token of its partition; null when it is not known.</param>
/// <param name="IsConditional">Whether it is decided by Paxos.</param>
/// <param name="IsIdempotent">Whether executing it twice is as good as once.</param>
/// <param name="Timeout">How long one try may take.</param>
/// <param name="Prepared">Finds the prepared statement that a node does not know; null when the request has none.</param>
internal readonly record struct RequestTraits(
    string? Keyspace, long? Token, bool IsRead, bool IsConditional, bool IsIdempotent, TimeSpan Timeout, IPreparedSource? Prepared)
{
    public bool MayRunTwice => IsRead || (IsIdempotent && !IsConditional);
}
