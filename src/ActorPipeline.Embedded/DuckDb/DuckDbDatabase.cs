using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Startup;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>An open DuckDB database. Connections may be made concurrently; they keep the database alive.</summary>
internal sealed class DuckDbDatabase : DuckDbObject<DuckDBDatabase>
{
    private DuckDbDatabase(DuckDBDatabase database)
        : base(database, null)
    {
    }

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file; <c>:memory:</c> for none.</param>
    /// <param name="settings">DuckDB's settings by name.</param>
    /// <exception cref="DuckDbException">The file cannot be opened, a setting is not known, or DuckDB's library cannot be loaded.</exception>
    internal static DuckDbDatabase Open(string path, IReadOnlyDictionary<string, string> settings)
    {
        try
        {
            using var config = Configure(settings);
            if (Calls.DuckDBOpen(path, out var database, config, out var error).IsSuccess())
            {
                return new DuckDbDatabase(database);
            }

            database.Dispose();
            throw DuckDbException.Of(error);
        }
        catch (DllNotFoundException e)
        {
            // The runtime's message has a line for each file it tried.
            throw new DuckDbException($"DuckDB's library cannot be loaded: {string.Join("; ", e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}", e);
        }
    }

    internal DuckDbConnection Connect() => DuckDbConnection.Open(Handle);

    private static DuckDBConfig Configure(IReadOnlyDictionary<string, string> settings)
    {
        _ = NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        foreach (var (name, value) in settings)
        {
            if (!NativeMethods.Configuration.DuckDBSetConfig(config, name, value).IsSuccess())
            {
                config.Dispose();
                throw new DuckDbException($"DuckDB does not take the setting {name} = {value}");
            }
        }

        return config;
    }
}
