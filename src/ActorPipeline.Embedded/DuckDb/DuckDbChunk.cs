using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>The type of a column to write: a plain one, or a list of a plain one.</summary>
internal readonly record struct DuckDbColumnType(DuckDbType Element, bool IsList = false);

/// <summary>A chunk of at most <see cref="DuckDbLibrary.ChunkRows"/> rows to be filled and appended, again and again.</summary>
internal sealed unsafe class DuckDbChunk : SafeHandle
{
    private readonly int[] _listLengths;

    internal DuckDbChunk(IReadOnlyList<DuckDbColumnType> columns)
        : base(Create(columns), ownsHandle: true)
    {
        _listLengths = new int[columns.Count];
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Where a plain column's values go.</summary>
    internal T* Values<T>(int column)
        where T : unmanaged => (T*)NativeMethods.VectorData(Vector(column));

    /// <summary>Adds elements to a list column.</summary>
    /// <returns>Where they go.</returns>
    internal T* AddElements<T>(int column, int count)
        where T : unmanaged
    {
        var vector = Vector(column);
        var before = _listLengths[column];
        var length = (ulong)(_listLengths[column] += count);
        if (NativeMethods.ListReserve(vector, length) != NativeMethods.Success || NativeMethods.ListSetSize(vector, length) != NativeMethods.Success)
        {
            throw new DuckDbException($"DuckDB has no memory for a list of {length} elements");
        }

        return (T*)NativeMethods.VectorData(NativeMethods.ListChild(vector)) + before;
    }

    /// <summary>Says which elements make up a row's list.</summary>
    internal void SetList(int column, int row, int from, int count) => Values<ListEntry>(column)[row] = new ListEntry((ulong)from, (ulong)count);

    internal void SetSize(int rows) => NativeMethods.SetChunkSize(handle, (ulong)rows);

    /// <summary>Empties the chunk for the next rows.</summary>
    internal void Reset()
    {
        NativeMethods.ResetChunk(handle);
        Array.Clear(_listLengths);
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyChunk(ref handle);
        return true;
    }

    private IntPtr Vector(int column) => NativeMethods.ChunkVector(handle, (ulong)column);

    private static IntPtr Create(IReadOnlyList<DuckDbColumnType> columns)
    {
        var types = columns.Select(CreateType).ToArray();
        fixed (IntPtr* first = types)
        {
            var chunk = NativeMethods.CreateChunk(first, (ulong)types.Length);
            for (var i = 0; i < types.Length; i++)
            {
                NativeMethods.DestroyType(ref types[i]);
            }

            return chunk;
        }
    }

    private static IntPtr CreateType(DuckDbColumnType column)
    {
        var element = NativeMethods.CreateType(column.Element);
        if (!column.IsList)
        {
            return element;
        }

        var list = NativeMethods.CreateListType(element);
        NativeMethods.DestroyType(ref element);
        return list;
    }

    /// <summary>duckdb_list_entry.</summary>
    private readonly record struct ListEntry(ulong From, ulong Count);
}
