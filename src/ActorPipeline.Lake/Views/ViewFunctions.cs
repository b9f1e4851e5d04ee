using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Batches;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Events;
using ActorPipeline.Intake;
using ActorPipeline.Views;
using Calls = DuckDB.NET.Native.NativeMethods;

namespace ActorPipeline.Lake.Views;

/// <summary>What the engine does with values in ways of its own, for statements to call: so that batch and shards do it alike.</summary>
internal static unsafe class ViewFunctions
{
    /// <summary>A text as a number; null where it is none.</summary>
    public const string Number = "ap_number";

    /// <summary>A text that is longer than a number of bytes, as it is kept; a shorter one as it is.</summary>
    public const string Cut = "ap_cut";

    /// <summary>The mean, from a sum and a count; null where the count is 0.</summary>
    public const string Mean = "ap_mean";

    /// <summary>Makes them known to a database.</summary>
    /// <exception cref="DuckDbException">DuckDB does not take one.</exception>
    public static void Register(DuckDbConnection connection)
    {
        connection.Register(new DuckDbFunction(Number, DuckDbType.FixedPoint, [DuckDbType.Text], &ToNumber));
        connection.Register(new DuckDbFunction(Cut, DuckDbType.Text, [DuckDbType.Text, DuckDbType.WholeNumber], &ToCut));
        connection.Register(new DuckDbFunction(Mean, DuckDbType.Real, [DuckDbType.FixedPoint, DuckDbType.WholeNumber], &ToMean));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ToNumber(IntPtr info, IntPtr arguments, IntPtr results)
    {
        var chunk = new Chunk(arguments, results);
        var texts = chunk.Column(0);
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (!texts.IsNull(row) && FixedPoint.TryParse(texts.Bytes(row), out var number))
            {
                chunk.Results<Int128>()[row] = number;
            }
            else
            {
                chunk.SetNull(row);
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ToCut(IntPtr info, IntPtr arguments, IntPtr results)
    {
        var chunk = new Chunk(arguments, results);
        var (texts, limits) = (chunk.Column(0), chunk.Column(1));
        var scratch = new ByteWriter();
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (texts.IsNull(row) || limits.IsNull(row))
            {
                chunk.SetNull(row);
                continue;
            }

            var text = texts.Bytes(row);
            var most = (int)limits.Value<long>(row);
            chunk.SetText(row, text.Length <= most ? text : LongText.Cut(text, most, scratch));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ToMean(IntPtr info, IntPtr arguments, IntPtr results)
    {
        var chunk = new Chunk(arguments, results);
        var (sums, counts) = (chunk.Column(0), chunk.Column(1));
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (sums.IsNull(row) || counts.IsNull(row) || counts.Value<long>(row) == 0)
            {
                chunk.SetNull(row);
            }
            else
            {
                chunk.Results<double>()[row] = (double)sums.Value<Int128>(row) / FixedPointColumn.UnitsPerOne / counts.Value<long>(row);
            }
        }
    }

    private readonly struct Chunk(IntPtr arguments, IntPtr results)
    {
        // Owned by DuckDB: these handles only lend it.
        [DllImport("duckdb", EntryPoint = "duckdb_data_chunk_get_size")]
        private static extern ulong SizeOf(IntPtr chunk);

        [DllImport("duckdb", EntryPoint = "duckdb_data_chunk_get_vector")]
        private static extern IntPtr VectorOf(IntPtr chunk, ulong column);

        public int Rows => (int)SizeOf(arguments);

        public DuckDbVector Column(int column) => new(VectorOf(arguments, (ulong)column));

        public T* Results<T>()
            where T : unmanaged => (T*)Calls.Vectors.DuckDBVectorGetData(results);

        public void SetNull(int row) => DuckDbValidity.Of(results).SetNull(row);

        public void SetText(int row, ReadOnlySpan<byte> text)
        {
            fixed (byte* bytes = text)
            {
                Calls.Vectors.DuckDBVectorAssignStringElementLength(results, (ulong)row, bytes, text.Length);
            }
        }
    }
}
