using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>The open database and the queries that run on it. After a failure that DuckDB does not get over it is closed under them and opened again.</summary>
internal sealed class StoreDatabase(string path, DuckDbStoreOptions options) : IDisposable
{
    private readonly Dictionary<string, string> _settings = new()
    {
        ["threads"] = $"{options.Threads}",
        ["memory_limit"] = options.MemoryLimit,
        ["wal_autocheckpoint"] = options.WriteAheadLogLimit,
        ["autoinstall_known_extensions"] = "false",
        ["autoload_known_extensions"] = "false",
    };

    private readonly Lock _gate = new();

    // Bounded by those who read at a time, which the store's callers do.
    private readonly HashSet<StoreQuery> _queries = [];
    private DuckDbDatabase? _database;

    /// <summary>Opens the database, lays it out when it is new, and makes the writer's connection.</summary>
    /// <exception cref="DuckDbException">It cannot be opened.</exception>
    /// <exception cref="StoredFormatException">It is of a version this program does not know.</exception>
    internal DuckDbConnection Open()
    {
        var database = DuckDbDatabase.Open(path, _settings);
        try
        {
            var connection = database.Connect();
            connection.Execute(ViewSql.CreateStore);
            CheckVersion(connection);
            lock (_gate)
            {
                _database = database;
            }

            return connection;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Closes the database: queries under way end with an exception.</summary>
    internal void Close()
    {
        StoreQuery[] queries;
        lock (_gate)
        {
            _database?.Dispose();
            _database = null;
            queries = [.. _queries];
        }

        Array.ForEach(queries, query => query.Break());
    }

    /// <summary>Begins a query on a connection of its own.</summary>
    /// <exception cref="ViewStoreException">The database is closed for now.</exception>
    internal StoreQuery Begin()
    {
        lock (_gate)
        {
            var database = _database
                ?? throw new ViewStoreException($"the view store {path} is closed after a failure; it is opened again with the next write");
            var query = new StoreQuery(database.Connect(), Ended);
            _queries.Add(query);
            return query;
        }
    }

    public void Dispose() => Close();

    private void Ended(StoreQuery query)
    {
        lock (_gate)
        {
            _queries.Remove(query);
        }
    }

    private void CheckVersion(DuckDbConnection connection)
    {
        using var statement = connection.Prepare(ViewSql.ReadVersion);
        using var result = statement.Query();
        var version = result.ReadChunk() == 1 ? result.Column(0).Value<int>(0) : 0;
        if (version != ViewSql.StoreVersion)
        {
            throw StoredFormatException.Version(path, version, ViewSql.StoreVersion);
        }
    }
}
