using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>
/// Several writes in one request. It goes to a replica of its first prepared statement's partition. Keep an unlogged one within a partition, where it is one
/// write;
/// servers warn above 5 KB and refuse above 50 KB. Statements must not be changed or disposed while it is executed. One thread at a time.
/// </summary>
/// <param name="type">Logged, unlogged or counters.</param>
/// <param name="options">How it is executed; null for the session's defaults. Its idempotence counts, not that of its statements.</param>
public sealed class CqlBatch(CqlBatchType type, CqlStatementOptions? options = null) : IPreparedSource
{
    /// <summary>The protocol's most statements.</summary>
    public const int MostStatements = ushort.MaxValue;

    private readonly List<BatchEntry> _entries = [];
    private readonly List<BoundStatement> _bound = [];

    /// <summary>Logged, unlogged or counters.</summary>
    public CqlBatchType Type { get; } = type;

    /// <summary>How it is executed.</summary>
    public CqlStatementOptions Options { get; } = options ?? CqlStatementOptions.Default;

    /// <summary>
    /// The timestamp of all its writes in microseconds since 1970; null for the server's, or what <see cref="CqlStatementOptions.UsesClientTimestamp"/> says.
    /// </summary>
    public long? Timestamp { get; set; }

    /// <summary>How many statements it has.</summary>
    public int Count => _entries.Count;

    internal IReadOnlyList<BatchEntry> Entries => _entries;

    internal BoundStatement? First => _bound.Count > 0 ? _bound[0] : null;

    internal bool IsConditional { get; private set; }

    /// <summary>Adds a prepared write. Its own options and timestamp do not count.</summary>
    public CqlBatch Add(BoundStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        Add(new BatchEntry(statement.Prepared.Id, "", statement.Values), statement.Prepared.Text);
        _bound.Add(statement);
        return this;
    }

    /// <summary>Adds a write without markers.</summary>
    public CqlBatch Add(string cql)
    {
        ArgumentNullException.ThrowIfNull(cql);
        Add(new BatchEntry(default, cql, null), StatementText.Of(cql));
        return this;
    }

    /// <summary>Empties it, to be filled again.</summary>
    public void Clear()
    {
        _entries.Clear();
        _bound.Clear();
        IsConditional = false;
    }

    PreparedStatement? IPreparedSource.Find(ReadOnlySpan<byte> id)
    {
        foreach (var statement in _bound)
        {
            if (statement.Prepared.Id.Span.SequenceEqual(id))
            {
                return statement.Prepared;
            }
        }

        return null;
    }

    private void Add(BatchEntry entry, StatementText text)
    {
        if (_entries.Count == MostStatements)
        {
            throw new InvalidOperationException($"a batch holds at most {MostStatements} statements");
        }

        _entries.Add(entry);
        IsConditional |= text.IsConditional;
    }
}
