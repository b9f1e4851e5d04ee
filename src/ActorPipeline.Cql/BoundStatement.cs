using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql;

/// <summary>
/// A prepared statement with values. It must not be changed or disposed while it is executed; after that it may be filled again, after
/// <see cref="BoundValues.Clear"/>. Disposing it gives the values' memory back. One thread at a time.
/// </summary>
public sealed class BoundStatement : IDisposable
{
    internal BoundStatement(PreparedStatement prepared, CqlStatementOptions options)
    {
        Prepared = prepared;
        Options = options;
        Values = new BoundValues(prepared.Markers);
    }

    /// <summary>The statement.</summary>
    public PreparedStatement Prepared { get; }

    /// <summary>Its values, in the order of the markers. A marker without a value leaves a column that it writes as it is; elsewhere it is refused.</summary>
    public BoundValues Values { get; }

    /// <summary>How it is executed.</summary>
    public CqlStatementOptions Options { get; set; }

    /// <summary>The timestamp of a write in microseconds since 1970; null for the server's.</summary>
    public long? Timestamp { get; set; }

    /// <summary>Where to go on reading: <see cref="CqlResult.PagingState"/> of the page before. Empty for the first page.</summary>
    public ReadOnlyMemory<byte> PagingState { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
