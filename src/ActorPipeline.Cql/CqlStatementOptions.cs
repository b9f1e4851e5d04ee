using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>How a statement is executed. Immutable, so that one may serve many statements.</summary>
public sealed record CqlStatementOptions
{
    /// <summary>Nothing set.</summary>
    public static CqlStatementOptions Default { get; } = new();

    /// <summary>How many replicas have to answer.</summary>
    public CqlConsistency Consistency { get; init; } = CqlConsistency.LocalQuorum;

    /// <summary>
    /// The consistency of the condition of a conditional write, <see cref="CqlConsistency.Serial"/> or <see cref="CqlConsistency.LocalSerial"/>. Null for the
    /// server's default, <see cref="CqlConsistency.Serial"/>.
    /// </summary>
    public CqlConsistency? SerialConsistency { get; init; }

    /// <summary>Rows a page.</summary>
    public int PageSize { get; init; } = 5_000;

    /// <summary>
    /// Whether executing the statement twice does what executing it once does, so that it may be tried again when its outcome is not known. Reads always are.
    /// It has no effect on conditional writes, which are never tried again after an unknown outcome.
    /// </summary>
    public bool IsIdempotent { get; init; }

    /// <summary>How long one try may wait for its answer. Null for <see cref="CqlSessionOptions.RequestTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}
