using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake;

/// <summary>The DuckDB that sorts events, writes them as Parquet, and reads them: in memory, open as long as somebody uses it.</summary>
/// <remarks>Safe to use from any thread.</remarks>
/// <param name="name">Tells it from other ones that are open at the same time: each sorts in a folder of its own.</param>
/// <param name="opened">Told of each database that is opened, through a connection of it.</param>
internal sealed class LakeDatabase(ParquetLakeOptions options, string name, Action<DuckDbConnection>? opened = null)
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
            _database ??= Open();
            var connection = _database.Connect();
            _users++;
            return connection;
        }
    }

    /// <summary>Does something with a connection, which is interrupted when it is cancelled.</summary>
    public T Use<T>(Func<DuckDbConnection, T> work, CancellationToken cancellationToken)
    {
        var connection = Enter();
        try
        {
            using var interrupt = cancellationToken.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), connection);
            return work(connection);
        }
        finally
        {
            Leave(connection);
        }
    }

    /// <summary>Keeps it open until what is returned is disposed of, which may be done more than once.</summary>
    /// <exception cref="DuckDbException">DuckDB cannot be opened.</exception>
    public IDisposable Hold() => new Held(this, Enter());

    private DuckDbDatabase Open()
    {
        Directory.CreateDirectory(options.SpillFolder);
        var database = DuckDbDatabase.Open(":memory:", new Dictionary<string, string>
        {
            ["threads"] = "1",
            ["memory_limit"] = $"{options.MemoryBytes}B",
            ["temp_directory"] = Path.Combine(options.SpillFolder, name),
        });
        using var connection = database.Connect();
        opened?.Invoke(connection);
        return database;
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

    private sealed class Held(LakeDatabase database, DuckDbConnection connection) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                database.Leave(connection);
            }
        }
    }
}
