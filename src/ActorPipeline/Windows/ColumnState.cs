using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

/// <summary>What one column has gathered for every group of a <see cref="PaneTable"/>. One thread at a time.</summary>
/// <remarks>Every kind is associative and commutative: rows do not depend on when, or in which order, panes were written or merged.</remarks>
internal abstract class ColumnState
{
    public static ColumnState Of(ColumnDefinition column, int exactDistinctLimit, TableHash hash) => column.Kind switch
    {
        ColumnKind.Count => new CountState(),
        ColumnKind.Distinct => new DistinctState(exactDistinctLimit, hash),
        ColumnKind.Last => new LastState(),
        _ => new NumberState(column.Kind),
    };

    public abstract void CopyFrom(ColumnState other);

    public abstract void Clear();

    public abstract void Resize(int groups);

    public abstract void Apply(in UnitRun units, UnitColumn column);

    public abstract void Merge(ColumnState other, in TableMap map);

    /// <summary>Adds a row for each group, with its value or without, to a column of rows; makes <paramref name="exact"/> false for estimates.</summary>
    public abstract void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact);

    public virtual long StoredBytesOf(int group) => 24;

    public abstract void Write(ByteWriter writer, ChunkRange range);

    /// <summary>Reads what <see cref="Write"/> wrote, for groups 0 and up of an empty table.</summary>
    public abstract void Read(ref ByteReader reader, int groups, TextTable texts);

    public abstract long Bytes { get; }

    private protected static void Grow<T>(ref T[] values, int count)
    {
        if (count > values.Length)
        {
            Array.Resize(ref values, Math.Max(count, Math.Max(16, values.Length * 2)));
        }
    }
}
