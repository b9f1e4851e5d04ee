using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql;

/// <summary>
/// Several prepared writes in one request. It goes to a replica of its first statement's partition. Keep an unlogged one within a partition, where it is one
/// write; servers warn above 5 KB and refuse above 50 KB. Statements must not be changed or disposed while it is executed. One thread at a time.
/// </summary>
/// <param name="options">How it is executed; null for the defaults. Its idempotence counts, not that of its statements.</param>
public sealed class CqlBatch(CqlBatchType type, CqlStatementOptions? options = null) : IPreparedSource
{
    /// <summary>The protocol's most statements.</summary>
    public const int MaxStatements = ushort.MaxValue;

    private readonly List<BatchEntry> _entries = [];
    private readonly List<BoundStatement> _statements = [];

    /// <summary>Logged, unlogged or counters.</summary>
    public CqlBatchType Type { get; } = type;

    /// <summary>How it is executed.</summary>
    public CqlStatementOptions Options { get; } = options ?? CqlStatementOptions.Default;

    /// <summary>The timestamp of all its writes in microseconds since 1970; null for the server's.</summary>
    public long? Timestamp { get; set; }

    internal IReadOnlyList<BatchEntry> Entries => _entries;

    internal BoundStatement? First => _statements.Count > 0 ? _statements[0] : null;

    internal bool IsConditional { get; private set; }

    /// <summary>Adds a write. Its own options and timestamp do not count.</summary>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public CqlBatch Add(BoundStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (_entries.Count == MaxStatements)
        {
            throw new InvalidOperationException($"a batch holds at most {MaxStatements} statements");
        }

        _entries.Add(new BatchEntry(statement.Prepared.Id, statement.Values));
        _statements.Add(statement);
        IsConditional |= statement.Prepared.Text.IsConditional;
        return this;
    }

    PreparedStatement? IPreparedSource.Find(ReadOnlySpan<byte> id)
    {
        foreach (var statement in _statements)
        {
            if (statement.Prepared.Id.Span.SequenceEqual(id))
            {
                return statement.Prepared;
            }
        }

        return null;
    }
}
