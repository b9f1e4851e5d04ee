using System.Runtime.InteropServices;
using System.Text;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A prepared statement. Parameters are numbered from 1 and keep their values until they are bound again.</summary>
internal sealed unsafe class DuckDbStatement : SafeHandle
{
    private readonly DuckDbConnection _connection;

    internal DuckDbStatement(DuckDbConnection connection, IntPtr statement)
        : base(statement, ownsHandle: true)
    {
        var added = false;
        connection.DangerousAddRef(ref added);
        _connection = connection;
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal DuckDbStatement Bind(int parameter, long value) => Checked(NativeMethods.BindInt64(handle, (ulong)parameter, value));

    internal DuckDbStatement Bind(int parameter, double value) => Checked(NativeMethods.BindDouble(handle, (ulong)parameter, value));

    /// <summary>Binds a text; parts that are no valid UTF-16 become U+FFFD.</summary>
    internal DuckDbStatement Bind(int parameter, string value)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(value + '\0'))
        {
            return Checked(NativeMethods.BindText(handle, (ulong)parameter, bytes, (ulong)Encoding.UTF8.GetByteCount(value)));
        }
    }

    internal DuckDbStatement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        fixed (byte* bytes = blob)
        {
            // An empty span has no address, which DuckDB would take for NULL.
            byte none;
            return Checked(NativeMethods.BindBlob(handle, (ulong)parameter, bytes is null ? &none : bytes, (ulong)blob.Length));
        }
    }

    internal DuckDbStatement BindNull(int parameter) => Checked(NativeMethods.BindNull(handle, (ulong)parameter));

    /// <summary>Runs the statement.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="DuckDbException">It failed.</exception>
    internal long Execute()
    {
        using var result = Run(streaming: false);
        return result.RowsChanged;
    }

    /// <summary>Runs the statement; its rows are computed as they are read.</summary>
    /// <exception cref="DuckDbException">It failed.</exception>
    internal DuckDbResult Query() => Run(streaming: true);

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        _connection.DangerousRelease();
        return true;
    }

    private DuckDbResult Run(bool streaming)
    {
        var result = default(NativeMethods.ResultStruct);
        var state = streaming ? NativeMethods.ExecutePreparedStreaming(handle, ref result) : NativeMethods.ExecutePrepared(handle, ref result);
        if (state == NativeMethods.Success)
        {
            return new DuckDbResult(result);
        }

        var message = DuckDbDatabase.Text(NativeMethods.ResultError(ref result));
        NativeMethods.DestroyResult(ref result);
        throw new DuckDbException(message);
    }

    private DuckDbStatement Checked(int state) => state == NativeMethods.Success
        ? this
        : throw new DuckDbException("a parameter does not fit the statement");
}
