using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Windows;

/// <summary>What one column has gathered for every group of a <see cref="PaneTable"/>. One thread at a time.</summary>
/// <remarks>Every kind is associative and commutative, and none depends on the order of merging: rows do not depend on when a pane was written or merged.</remarks>
internal abstract class ColumnState
{
    /// <summary>Makes the state of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="exactDistinctLimit">The largest distinct count that is kept exactly.</param>
    public static ColumnState Of(ColumnDefinition column, int exactDistinctLimit) => column.Kind switch
    {
        ColumnKind.Count => new CountState(),
        ColumnKind.Distinct => new DistinctState(exactDistinctLimit),
        ColumnKind.Last => new LastState(),
        _ => new NumberState(column.Kind),
    };

    /// <summary>Becomes a copy of the same column of another table.</summary>
    public abstract void CopyFrom(ColumnState other);

    /// <summary>Forgets everything and keeps the memory.</summary>
    public abstract void Clear();

    /// <summary>Makes room for groups.</summary>
    public abstract void Resize(int groups);

    /// <summary>Takes in the units of a batch.</summary>
    /// <param name="units">The units' groups and counts, and how texts of the batch become texts of the table.</param>
    /// <param name="column">The units' values.</param>
    public abstract void Apply(in UnitRun units, UnitColumn column);

    /// <summary>Takes in another table's groups.</summary>
    /// <param name="other">The same column of the other table.</param>
    /// <param name="map">How its groups and texts become this table's.</param>
    public abstract void Merge(ColumnState other, in TableMap map);

    /// <summary>Adds the values of groups to a column of rows.</summary>
    /// <param name="groups">The groups, a row each.</param>
    /// <param name="texts">The table's texts.</param>
    /// <param name="target">Gets the values.</param>
    /// <param name="exact">Per row: made false where the value is an estimate.</param>
    public abstract void Emit(ReadOnlySpan<int> groups, TextTable texts, RowColumn target, Span<bool> exact);

    /// <summary>About how many bytes a group takes in a chunk.</summary>
    public virtual long StoredBytesOf(int group) => 24;

    /// <summary>Writes the state of a run of groups.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="range">The groups, and how texts are numbered in the chunk.</param>
    public abstract void Write(ByteWriter writer, ChunkRange range);

    /// <summary>Reads what <see cref="Write"/> wrote, for groups 0 and up of an empty table.</summary>
    public abstract void Read(ref ByteReader reader, int groups, TextTable texts);

    /// <summary>Bytes held.</summary>
    public abstract long Bytes { get; }

    private protected static void Grow<T>(ref T[] values, int count)
    {
        if (count > values.Length)
        {
            Array.Resize(ref values, Math.Max(count, Math.Max(16, values.Length * 2)));
        }
    }
}
