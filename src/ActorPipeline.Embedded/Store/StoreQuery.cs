using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Embedded.Store;

/// <summary>A query with its connection. It can be broken from outside between two steps, so that a slow reader never holds the database open.</summary>
internal sealed class StoreQuery(DuckDbConnection connection, Action<StoreQuery> ended) : IDisposable
{
    private readonly Lock _gate = new();
    private DuckDbStatement? _statement;
    private DuckDbResult? _result;
    private volatile bool _interrupted;
    private bool _closed;

    internal bool Start(string sql, IReadOnlyList<object> parameters) => Step(() =>
    {
        _statement = connection.Prepare(sql);
        for (var i = 0; i < parameters.Count; i++)
        {
            _ = parameters[i] is long number ? _statement.Bind(i + 1, number) : _statement.Bind(i + 1, (string)parameters[i]);
        }

        _result = _statement.Query();
        return true;
    });

    internal List<T>? Next<T>(Func<DuckDbResult, int, List<T>> read) => Step(() => _result!.ReadChunk() is > 0 and var count ? read(_result, count) : null);

    internal void Interrupt()
    {
        // DuckDB forgets an interruption when a statement begins: one that comes just before would be lost.
        _interrupted = true;
        connection.Interrupt();
    }

    /// <summary>Gives everything back now; whoever goes on with the query gets an exception.</summary>
    internal void Break()
    {
        if (!_closed)
        {
            connection.Interrupt();
        }

        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _result?.Dispose();
            _statement?.Dispose();
            connection.Dispose();
        }
    }

    public void Dispose()
    {
        Break();
        ended(this);
    }

    private T Step<T>(Func<T> step)
    {
        lock (_gate)
        {
            return _closed ? throw new DuckDbException("the database was closed under the query")
                : _interrupted ? throw new DuckDbException("the query was interrupted")
                : step();
        }
    }
}
