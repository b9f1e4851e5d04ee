using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Appender;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Appends chunks to a table within the connection's transaction.</summary>
internal sealed class DuckDbAppender(DuckDBAppender appender, DuckDBNativeConnection connection) : DuckDbObject<DuckDBAppender>(appender, connection)
{
    internal void Append(DuckDbChunk chunk) => Check(Calls.DuckDBAppendDataChunk(Handle, chunk.Native));

    internal void Flush() => Check(Calls.DuckDBAppenderFlush(Handle));

    internal static DuckDbException Failure(DuckDBAppender appender)
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
