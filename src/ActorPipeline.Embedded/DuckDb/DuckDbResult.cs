using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.Query;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>The rows of a statement, chunk by chunk. One thread at a time.</summary>
internal sealed class DuckDbResult(DuckDBResult result) : IDisposable
{
    private DuckDBResult _result = result;
    private DuckDBDataChunk? _chunk;
    private bool _disposed;

    ~DuckDbResult() => Release();

    internal long RowsChanged => Calls.DuckDBRowsChanged(ref _result);

    /// <summary>Reads the next chunk; the one before is gone then.</summary>
    /// <returns>How many rows it has; 0 at the end.</returns>
    /// <exception cref="DuckDbException">Computing the rows failed or was interrupted.</exception>
    internal int ReadChunk()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _chunk?.Dispose();
        _chunk = Calls.DuckDBFetchChunk(_result);
        if (!_chunk.IsInvalid)
        {
            return (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(_chunk);
        }

        var error = Calls.DuckDBResultError(ref _result);
        return string.IsNullOrEmpty(error) ? 0 : throw new DuckDbException(error);
    }

    internal DuckDbVector Column(int column) => new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk!, column));

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
            _chunk?.Dispose();
            Calls.DuckDBDestroyResult(ref _result);
        }
    }
}
