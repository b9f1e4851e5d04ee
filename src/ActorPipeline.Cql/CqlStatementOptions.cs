using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>How a statement is executed. Immutable, so that one may serve many statements. Null takes the default.</summary>
public sealed record CqlStatementOptions
{
    /// <summary>Nothing set.</summary>
    public static CqlStatementOptions Default { get; } = new();

    /// <summary>How many replicas have to answer. Default <see cref="CqlConsistency.LocalQuorum"/>.</summary>
    public CqlConsistency? Consistency { get; init; }

    /// <summary>
    /// The consistency of the condition of a conditional write, <see cref="CqlConsistency.Serial"/> or <see cref="CqlConsistency.LocalSerial"/>. Default: the
    /// server's, <see cref="CqlConsistency.Serial"/>.
    /// </summary>
    public CqlConsistency? SerialConsistency { get; init; }

    /// <summary>
    /// Whether a write gets its timestamp from this process instead of the node that coordinates it: microseconds that never repeat and never go back within
    /// the
    /// process. Default no. Not for conditional writes, whose timestamp the server decides.
    /// </summary>
    public bool? UsesClientTimestamp { get; init; }

    /// <summary>Rows a page. Default 5,000.</summary>
    public int? PageSize { get; init; }

    /// <summary>
    /// Whether executing the statement twice does what executing it once does, so that it may be tried again when its outcome is not known. Default: reads are,
    /// writes
    /// are not. It has no effect on conditional writes, which are never tried again after an unknown outcome.
    /// </summary>
    public bool? IsIdempotent { get; init; }

    /// <summary>How long one try may wait for its answer. Default: the session's.</summary>
    public TimeSpan? Timeout { get; init; }
}
