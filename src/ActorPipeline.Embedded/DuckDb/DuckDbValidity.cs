using Calls = DuckDB.NET.Native.NativeMethods.Vectors;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Which values of a vector that is being filled are null: a bit each, cleared for null.</summary>
internal readonly unsafe struct DuckDbValidity
{
    private readonly ulong* _bits;

    private DuckDbValidity(ulong* bits) => _bits = bits;

    internal static DuckDbValidity Of(IntPtr vector)
    {
        Calls.DuckDBVectorEnsureValidityWritable(vector);
        return new DuckDbValidity(Calls.DuckDBVectorGetValidity(vector));
    }

    internal void SetNull(int row) => _bits[row >> 6] &= ~(1UL << (row & 63));
}
