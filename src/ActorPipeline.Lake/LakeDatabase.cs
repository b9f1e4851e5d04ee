using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake;

/// <summary>The DuckDB that sorts events and writes them as Parquet: in memory, open as long as somebody uses it. Safe to use from any thread.</summary>
internal sealed class LakeDatabase(ParquetLakeOptions options)
{
    private readonly Lock _gate = new();
    private DuckDbDatabase? _database;
    private int _users;

    /// <summary>How many use it.</summary>
    public int Users => Volatile.Read(ref _users);

    /// <summary>Makes a connection, to be given back with <see cref="Leave"/>.</summary>
    /// <exception cref="DuckDbException">DuckDB cannot be opened.</exception>
    public DuckDbConnection Enter()
    {
        lock (_gate)
        {
            _database ??= DuckDbDatabase.Open(":memory:", new Dictionary<string, string>
            {
                ["threads"] = "1",
                ["memory_limit"] = $"{options.MemoryBytes}B",
                ["temp_directory"] = options.SpillFolder,
            });
            var connection = _database.Connect();
            _users++;
            return connection;
        }
    }

    /// <summary>Gives a connection back.</summary>
    public void Leave(DuckDbConnection connection)
    {
        lock (_gate)
        {
            connection.Dispose();
            if (--_users == 0)
            {
                _database?.Dispose();
                _database = null;
            }
        }
    }
}
