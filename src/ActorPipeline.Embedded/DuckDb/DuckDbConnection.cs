using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A connection: one statement at a time, by one thread at a time. Only <see cref="Interrupt"/> may be called from elsewhere.</summary>
internal sealed class DuckDbConnection : SafeHandle
{
    private readonly DuckDbDatabase _database;

    private DuckDbConnection(DuckDbDatabase database, IntPtr connection)
        : base(connection, ownsHandle: true)
    {
        _database = database;
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal static DuckDbConnection Open(DuckDbDatabase database)
    {
        var added = false;
        database.DangerousAddRef(ref added);
        if (NativeMethods.Connect(database.DangerousGetHandle(), out var connection) == NativeMethods.Success)
        {
            return new DuckDbConnection(database, connection);
        }

        database.DangerousRelease();
        throw new DuckDbException("DuckDB made no connection");
    }

    /// <summary>Runs statements without parameters and without a result of interest.</summary>
    /// <returns>How many rows the last one changed.</returns>
    /// <exception cref="DuckDbException">A statement failed.</exception>
    internal long Execute(string sql)
    {
        var result = default(NativeMethods.ResultStruct);
        try
        {
            return NativeMethods.Query(handle, sql, ref result) == NativeMethods.Success
                ? (long)NativeMethods.RowsChanged(ref result)
                : throw new DuckDbException(DuckDbDatabase.Text(NativeMethods.ResultError(ref result)));
        }
        finally
        {
            NativeMethods.DestroyResult(ref result);
        }
    }

    /// <summary>Prepares a statement with parameters <c>$1</c>, <c>$2</c>….</summary>
    /// <exception cref="DuckDbException">The statement is not valid.</exception>
    internal DuckDbStatement Prepare(string sql)
    {
        if (NativeMethods.Prepare(handle, sql, out var statement) == NativeMethods.Success)
        {
            return new DuckDbStatement(this, statement);
        }

        var message = DuckDbDatabase.Text(NativeMethods.PrepareError(statement));
        NativeMethods.DestroyPrepare(ref statement);
        throw new DuckDbException(message);
    }

    /// <summary>Opens an appender to a table.</summary>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    internal DuckDbAppender OpenAppender(string table)
    {
        var state = NativeMethods.CreateAppender(handle, null, table, out var appender);
        if (state == NativeMethods.Success)
        {
            return new DuckDbAppender(this, appender);
        }

        var message = DuckDbDatabase.Text(NativeMethods.AppenderError(appender));
        _ = NativeMethods.DestroyAppender(ref appender);
        throw new DuckDbException(message);
    }

    /// <summary>Ends the statement under way with a <see cref="DuckDbException"/> whose <see cref="DuckDbException.IsInterrupt"/> is set.</summary>
    internal void Interrupt()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            NativeMethods.Interrupt(handle);
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        _database.DangerousRelease();
        return true;
    }
}
