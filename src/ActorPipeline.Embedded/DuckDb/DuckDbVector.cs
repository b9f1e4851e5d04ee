using System.Text;
using Calls = DuckDB.NET.Native.NativeMethods.Vectors;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>A column of a chunk, read in place: valid until the next chunk is read. The caller knows the column's type.</summary>
internal readonly unsafe struct DuckDbVector(IntPtr vector)
{
    private readonly void* _data = Calls.DuckDBVectorGetData(vector);
    private readonly ulong* _validity = Calls.DuckDBVectorGetValidity(vector);

    internal bool IsNull(int row) => _validity is not null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    /// <summary>A value of a fixed-size type: long for BIGINT, int for INTEGER, bool for BOOLEAN, double for DOUBLE, Int128 for HUGEINT.</summary>
    internal T Value<T>(int row)
        where T : unmanaged => ((T*)_data)[row];

    internal ReadOnlySpan<byte> Bytes(int row)
    {
        ref var value = ref ((DuckDbString*)_data)[row];
        return value.Bytes;
    }

    internal string Text(int row) => Encoding.UTF8.GetString(Bytes(row));
}
