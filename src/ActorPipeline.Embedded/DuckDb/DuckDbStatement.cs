using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.PreparedStatements;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A prepared statement. Parameters are numbered from 1 and keep their values until they are bound again.</summary>
internal sealed unsafe partial class DuckDbStatement(DuckDBPreparedStatement statement, DuckDBNativeConnection connection)
    : DuckDbObject<DuckDBPreparedStatement>(statement, connection)
{
    internal DuckDbStatement Bind(int parameter, long value) => Checked(Calls.DuckDBBindInt64(Handle, parameter, value));

    internal DuckDbStatement Bind(int parameter, double value) => Checked(Calls.DuckDBBindDouble(Handle, parameter, value));

    /// <summary>Binds a text; parts that are no valid UTF-16 become U+FFFD.</summary>
    internal DuckDbStatement Bind(int parameter, string value)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(value + '\0'))
        {
            return Checked(BindText(Handle, (ulong)parameter, bytes, (ulong)Encoding.UTF8.GetByteCount(value)));
        }
    }

    internal DuckDbStatement Bind(int parameter, ReadOnlySpan<byte> blob) => Checked(Calls.DuckDBBindBlob(Handle, parameter, blob.ToArray(), blob.Length));

    internal DuckDbStatement BindNull(int parameter) => Checked(Calls.DuckDBBindNull(Handle, parameter));

    /// <summary>Runs the statement; returns how many rows it changed.</summary>
    /// <exception cref="DuckDbException">It failed.</exception>
    internal long Execute()
    {
        using var result = Run(streaming: false);
        return result.RowsChanged;
    }

    /// <summary>Runs the statement; its rows are computed as they are read.</summary>
    /// <exception cref="DuckDbException">It failed.</exception>
    internal DuckDbResult Query() => Run(streaming: true);

    // The package binds only the call whose texts end at the first zero byte.
    [LibraryImport("duckdb", EntryPoint = "duckdb_bind_varchar_length")]
    private static partial DuckDBState BindText(DuckDBPreparedStatement statement, ulong parameter, byte* text, ulong length);

    private DuckDbResult Run(bool streaming)
    {
        var state = streaming ? Calls.DuckDBExecutePreparedStreaming(Handle, out var result) : Calls.DuckDBExecutePrepared(Handle, out result);
        if (state.IsSuccess())
        {
            return new DuckDbResult(result);
        }

        var failure = DuckDbException.Of(NativeMethods.Query.DuckDBResultError(ref result));
        NativeMethods.Query.DuckDBDestroyResult(ref result);
        throw failure;
    }

    private DuckDbStatement Checked(DuckDBState state) => state.IsSuccess() ? this : throw new DuckDbException("a parameter does not fit the statement");
}
