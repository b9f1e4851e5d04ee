namespace ActorPipeline.Cql.Protocol;

/// <summary>No node could take a request, or none answered when a session was opened. Nothing was executed.</summary>
/// <param name="tried">The nodes that were tried, with the reasons.</param>
public sealed class CqlNoNodeException(IReadOnlyList<string> tried, Exception? inner = null)
    : CqlException($"no Cassandra node answered: {(tried.Count == 0 ? "none is known in the datacenter" : string.Join("; ", tried))}", inner);
