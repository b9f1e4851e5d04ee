using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>The rows of a statement, chunk by chunk. One thread at a time.</summary>
internal sealed class DuckDbResult : IDisposable
{
    private NativeMethods.ResultStruct _result;
    private IntPtr _chunk;
    private bool _disposed;

    internal DuckDbResult(NativeMethods.ResultStruct result)
    {
        _result = result;
    }

    ~DuckDbResult() => Release();

    internal long RowsChanged => (long)NativeMethods.RowsChanged(ref _result);

    internal int ColumnCount => (int)NativeMethods.ColumnCount(ref _result);

    internal string NameOf(int column) => DuckDbDatabase.Text(NativeMethods.ColumnName(ref _result, (ulong)column));

    internal DuckDbType TypeOf(int column) => NativeMethods.ColumnTypeOf(ref _result, (ulong)column);

    /// <summary>Reads the next chunk; the one before is gone then.</summary>
    /// <returns>How many rows it has; 0 at the end.</returns>
    /// <exception cref="DuckDbException">Computing the rows failed or was interrupted.</exception>
    internal int ReadChunk()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        DropChunk();
        _chunk = NativeMethods.FetchChunk(_result);
        if (_chunk != IntPtr.Zero)
        {
            return (int)NativeMethods.ChunkSize(_chunk);
        }

        var error = NativeMethods.ResultError(ref _result);
        return error == IntPtr.Zero || Marshal.ReadByte(error) == 0 ? 0 : throw new DuckDbException(DuckDbDatabase.Text(error));
    }

    /// <summary>A column of the chunk last read.</summary>
    internal DuckDbVector Column(int column) => new(NativeMethods.ChunkVector(_chunk, (ulong)column));

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (!_disposed)
        {
            _disposed = true;
            DropChunk();
            NativeMethods.DestroyResult(ref _result);
        }
    }

    private void DropChunk()
    {
        if (_chunk != IntPtr.Zero)
        {
            NativeMethods.DestroyChunk(ref _chunk);
        }
    }
}
