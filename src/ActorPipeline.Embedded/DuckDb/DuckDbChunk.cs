using DuckDB.NET.Native;
using Calls = DuckDB.NET.Native.NativeMethods.DataChunks;
using Vectors = DuckDB.NET.Native.NativeMethods.Vectors;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A chunk of at most <see cref="Capacity"/> rows to be filled and appended, again and again.</summary>
internal sealed unsafe class DuckDbChunk(IReadOnlyList<DuckDbColumnType> columns) : IDisposable
{
    private readonly int[] _listLengths = new int[columns.Count];

    /// <summary>Rows of a full chunk: 2,048 unless DuckDB was built otherwise.</summary>
    internal static int Capacity { get; } = (int)NativeMethods.Helpers.DuckDBVectorSize();

    /// <summary>The chunk for DuckDB's own calls; stays this object's.</summary>
    internal DuckDBDataChunk Native { get; } = Create(columns);

    internal T* Values<T>(int column)
        where T : unmanaged => (T*)Vectors.DuckDBVectorGetData(Vector(column));

    internal T* AddElements<T>(int column, int count)
        where T : unmanaged
    {
        var vector = Vector(column);
        var before = _listLengths[column];
        var length = (ulong)(_listLengths[column] += count);
        if (!Vectors.DuckDBListVectorReserve(vector, length).IsSuccess() || !Vectors.DuckDBListVectorSetSize(vector, length).IsSuccess())
        {
            throw new DuckDbException($"DuckDB has no memory for a list of {length} elements");
        }

        return (T*)Vectors.DuckDBVectorGetData(Vectors.DuckDBListVectorGetChild(vector)) + before;
    }

    /// <summary>Which rows of a column are null: none, until they are set.</summary>
    internal DuckDbValidity Validity(int column) => DuckDbValidity.Of(Vector(column));

    /// <summary>Which elements of a column of lists are null; all of them must have been added.</summary>
    internal DuckDbValidity ElementValidity(int column) => DuckDbValidity.Of(Vectors.DuckDBListVectorGetChild(Vector(column)));

    internal void SetList(int column, int row, int from, int count) => Values<DuckDBListEntry>(column)[row] = new DuckDBListEntry((ulong)from, (ulong)count);

    internal void SetSize(int rows) => Calls.DuckDBDataChunkSetSize(Native, (ulong)rows);

    internal void Reset()
    {
        Calls.DuckDBDataChunkReset(Native);
        Array.Clear(_listLengths);
    }

    public void Dispose() => Native.Dispose();

    private IntPtr Vector(int column) => Calls.DuckDBDataChunkGetVector(Native, column);

    private static DuckDBDataChunk Create(IReadOnlyList<DuckDbColumnType> columns)
    {
        var types = columns.Select(CreateType).ToArray();
        try
        {
            return Calls.DuckDBCreateDataChunk([.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Length);
        }
        finally
        {
            Array.ForEach(types, type => type.Dispose());
        }
    }

    private static DuckDBLogicalType CreateType(DuckDbColumnType column)
    {
        var element = NativeMethods.LogicalType.DuckDBCreateLogicalType(column.Element);
        if (!column.IsList)
        {
            return element;
        }

        using (element)
        {
            return NativeMethods.LogicalType.DuckDBCreateListType(element);
        }
    }
}
