using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Query;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A connection: one statement at a time, by one thread at a time. Only <see cref="Interrupt"/> may be called from elsewhere.</summary>
internal sealed class DuckDbConnection : DuckDbObject<DuckDBNativeConnection>
{
    private DuckDbConnection(DuckDBNativeConnection connection, DuckDBDatabase database)
        : base(connection, database)
    {
    }

    internal static DuckDbConnection Open(DuckDBDatabase database)
    {
        if (NativeMethods.Startup.DuckDBConnect(database, out var connection).IsSuccess())
        {
            return new DuckDbConnection(connection, database);
        }

        connection.Dispose();
        throw new DuckDbException("DuckDB made no connection");
    }

    /// <summary>Runs statements without parameters and without a result of interest.</summary>
    /// <returns>How many rows the last one changed.</returns>
    /// <exception cref="DuckDbException">A statement failed.</exception>
    internal long Execute(string sql)
    {
        var state = Calls.DuckDBQuery(Handle, sql, out var result);
        try
        {
            return state.IsSuccess() ? Calls.DuckDBRowsChanged(ref result) : throw DuckDbException.Of(Calls.DuckDBResultError(ref result));
        }
        finally
        {
            Calls.DuckDBDestroyResult(ref result);
        }
    }

    /// <summary>Prepares a statement with parameters <c>$1</c>, <c>$2</c>….</summary>
    /// <exception cref="DuckDbException">The statement is not valid.</exception>
    internal DuckDbStatement Prepare(string sql) => DuckDbStatement.Prepare(Handle, sql);

    /// <summary>Opens an appender to a table.</summary>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    internal DuckDbAppender OpenAppender(string table) => DuckDbAppender.Open(Handle, table);

    /// <summary>Ends the statement under way with a <see cref="DuckDbException"/> whose <see cref="DuckDbException.IsInterrupt"/> is set.</summary>
    internal void Interrupt() => Handle.Interrupt();
}
