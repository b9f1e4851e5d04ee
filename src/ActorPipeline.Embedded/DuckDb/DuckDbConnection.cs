using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Query;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A connection: one statement at a time, by one thread at a time. Only <see cref="Interrupt"/> may be called from elsewhere.</summary>
internal sealed class DuckDbConnection(DuckDBNativeConnection connection, DuckDBDatabase database)
    : DuckDbObject<DuckDBNativeConnection>(connection, database)
{
    /// <summary>Runs statements without parameters and without a result of interest; returns how many rows the last one changed.</summary>
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
    internal DuckDbStatement Prepare(string sql)
    {
        if (NativeMethods.PreparedStatements.DuckDBPrepare(Handle, sql, out var statement).IsSuccess())
        {
            return new DuckDbStatement(statement, Handle);
        }

        using (statement)
        {
            throw DuckDbException.Of(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
        }
    }

    /// <summary>The number that a query gives; 0 where it gives no row.</summary>
    /// <exception cref="DuckDbException">The query failed.</exception>
    internal T ReadNumber<T>(string sql)
        where T : unmanaged
    {
        using var statement = Prepare(sql);
        using var result = statement.Query();
        return result.ReadChunk() == 1 ? result.Column(0).Value<T>(0) : default;
    }

    /// <summary>Makes a function known to all connections of the database.</summary>
    /// <exception cref="DuckDbException">DuckDB does not take it.</exception>
    internal void Register(DuckDbFunction function) => function.Register(Handle);

    /// <exception cref="DuckDbException">There is no such table.</exception>
    internal DuckDbAppender OpenAppender(string table)
    {
        if (NativeMethods.Appender.DuckDBAppenderCreate(Handle, null, table, out var appender).IsSuccess())
        {
            return new DuckDbAppender(appender, Handle);
        }

        using (appender)
        {
            throw DuckDbAppender.Failure(appender);
        }
    }

    /// <summary>Ends the statement under way with a <see cref="DuckDbException"/> whose <see cref="DuckDbException.IsInterrupt"/> is set.</summary>
    internal void Interrupt() => Handle.Interrupt();
}
