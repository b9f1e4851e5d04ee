using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Embedded.Store;

/// <summary>A connection that reads, and sees the store as it stands at its first statement. One thread.</summary>
/// <remarks>It can be broken from outside, so that nobody who reads holds the database open.</remarks>
internal sealed class StoreQuery(DuckDbConnection connection, Action<StoreQuery> ended) : IDisposable
{
    private readonly Lock _gate = new();
    private volatile bool _interrupted;
    private bool _began;
    private bool _closed;

    /// <summary>Runs a statement to its end.</summary>
    /// <param name="read">Takes the first so many rows of what has been read last.</param>
    /// <exception cref="DuckDbException">It failed or was interrupted, or the database was closed.</exception>
    internal List<T> Read<T>(StoreStatement statement, Func<DuckDbResult, int, List<T>> read)
    {
        lock (_gate)
        {
            Check();
            if (!_began)
            {
                connection.Execute(ViewSql.Begin);
                _began = true;
            }

            using var prepared = Bind(statement);
            using var result = prepared.Query();
            var items = new List<T>();
            while (result.ReadChunk() is > 0 and var count)
            {
                items.AddRange(read(result, count));
            }

            return items;
        }
    }

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
            if (!_closed)
            {
                _closed = true;
                connection.Dispose();
            }
        }
    }

    public void Dispose()
    {
        Break();
        ended(this);
    }

    private DuckDbStatement Bind(StoreStatement statement)
    {
        var prepared = connection.Prepare(statement.Sql);
        for (var i = 0; i < statement.Parameters.Count; i++)
        {
            _ = statement.Parameters[i] is long number ? prepared.Bind(i + 1, number) : prepared.Bind(i + 1, (string)statement.Parameters[i]);
        }

        return prepared;
    }

    private void Check()
    {
        if (_closed)
        {
            throw new DuckDbException("the database was closed under the query");
        }

        if (_interrupted)
        {
            throw new DuckDbException("the query was interrupted");
        }
    }
}
