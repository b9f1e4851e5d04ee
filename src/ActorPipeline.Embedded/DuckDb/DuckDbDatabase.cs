using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Startup;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>An open DuckDB database. Connections may be made concurrently; they keep the database alive.</summary>
internal sealed class DuckDbDatabase(DuckDBDatabase database) : DuckDbObject<DuckDBDatabase>(database, null)
{
    // Extensions are neither fetched nor loaded by themselves.
    private static readonly KeyValuePair<string, string>[] Alone =
        [KeyValuePair.Create("autoinstall_known_extensions", "false"), KeyValuePair.Create("autoload_known_extensions", "false")];

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file; <c>:memory:</c> for none.</param>
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
            throw new DuckDbException($"DuckDB's library cannot be loaded, tried: {Tried(e)}", e);
        }
    }

    internal DuckDbConnection Connect()
    {
        if (Calls.DuckDBConnect(Handle, out var connection).IsSuccess())
        {
            return new DuckDbConnection(connection, Handle);
        }

        connection.Dispose();
        throw new DuckDbException("DuckDB made no connection");
    }

    // Where the runtime tried several files, its message is general advice and then a line for each file with the reason.
    private static string Tried(DllNotFoundException failure)
    {
        var lines = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Length > 1 ? lines[1..] : lines);
    }

    private static DuckDBConfig Configure(IReadOnlyDictionary<string, string> settings)
    {
        _ = NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        foreach (var (name, value) in settings.Concat(Alone))
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
