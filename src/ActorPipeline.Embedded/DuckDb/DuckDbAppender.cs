using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Appender;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Appends chunks to a table within the connection's transaction.</summary>
internal sealed class DuckDbAppender : DuckDbObject<DuckDBAppender>
{
    private DuckDbAppender(DuckDBAppender appender, DuckDBNativeConnection connection)
        : base(appender, connection)
    {
    }

    internal static DuckDbAppender Open(DuckDBNativeConnection connection, string table)
    {
        var state = Calls.DuckDBAppenderCreate(connection, null, table, out var appender);
        if (state.IsSuccess())
        {
            return new DuckDbAppender(appender, connection);
        }

        using (appender)
        {
            throw Failure(appender);
        }
    }

    internal void Append(DuckDbChunk chunk) => Check(Calls.DuckDBAppendDataChunk(Handle, chunk.Native));

    internal void Flush() => Check(Calls.DuckDBAppenderFlush(Handle));

    private static DuckDbException Failure(DuckDBAppender appender)
    {
        using var error = Calls.DuckDBAppenderErrorData(appender);
        return DuckDbException.Of(error.Message);
    }

    private void Check(DuckDBState state)
    {
        if (!state.IsSuccess())
        {
            throw Failure(Handle);
        }
    }
}
