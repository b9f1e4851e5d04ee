using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>The open database and the queries that run on it. After a failure that DuckDB does not get over it is closed under them and opened again.</summary>
internal sealed class StoreDatabase(string path, DuckDbStoreOptions options, FolderManifest manifest) : IDisposable
{
    private readonly Dictionary<string, string> _settings = new()
    {
        ["threads"] = $"{options.Threads}",
        ["memory_limit"] = $"{options.MemoryBytes}B",
        ["wal_autocheckpoint"] = options.WriteAheadLogLimit,
    };

    private readonly Lock _gate = new();

    // Bounded by those who read at a time, which the store's callers do.
    private readonly HashSet<StoreQuery> _queries = [];
    private DuckDbDatabase? _database;

    internal string Path => path;

    internal StoreMark Mark { get; } = new(path, manifest);

    /// <summary>Opens the database, lays it out when it is new, and makes the writer's connection.</summary>
    /// <exception cref="DuckDbException">It cannot be opened.</exception>
    /// <exception cref="StoredFormatException">It is of a version this program does not know.</exception>
    /// <exception cref="DataLostException">It is missing, or from another time than the folder's manifest.</exception>
    internal DuckDbConnection Open()
    {
        Mark.CheckExists();
        var database = DuckDbDatabase.Open(path, _settings);
        try
        {
            var connection = database.Connect();
            connection.Execute(ViewSql.CreateStore);
            Mark.Check(connection, Version(connection));
            OwnerRights.TakeFromOthers(path);
            manifest.Guard.Watch(path);
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
        ThrowIfLost();
        lock (_gate)
        {
            var database = _database
                ?? throw new ViewStoreException($"the view store {path} is closed after a failure; it is opened again with the next write");
            var query = new StoreQuery(database.Connect(), Ended);
            _queries.Add(query);
            return query;
        }
    }

    /// <summary>Looks whether what was just written stands in the file that the next start will open.</summary>
    /// <exception cref="IOException">It does not.</exception>
    internal void DemandInPlace() => manifest.Guard.Demand(path);

    /// <exception cref="ViewStoreException">A file of the data folder is not where it was.</exception>
    internal void ThrowIfLost()
    {
        if (manifest.Guard.Lost is { } lost)
        {
            throw new ViewStoreException(lost);
        }
    }

    public void Dispose()
    {
        Close();
        manifest.Guard.Forget(path);
    }

    private void Ended(StoreQuery query)
    {
        lock (_gate)
        {
            _queries.Remove(query);
        }
    }

    private int Version(DuckDbConnection connection)
    {
        var version = connection.ReadNumber<int>(ViewSql.ReadVersion);
        return version is ViewSql.StoreVersion or ViewSql.StoreVersionWithoutMarks
            ? version
            : throw StoredFormatException.Version(path, version, ViewSql.StoreVersion);
    }
}
