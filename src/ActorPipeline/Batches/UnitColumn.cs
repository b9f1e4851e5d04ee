using ActorPipeline.Definitions;

namespace ActorPipeline.Batches;

/// <summary>The values of one column of a view, one a unit. Which buffers are used depends on the column's kind.</summary>
internal sealed class UnitColumn(ColumnKind kind)
{
    public ColumnKind Kind { get; } = kind;

    /// <summary>Distinct and last: the value's text plus one; 0 when the event has none.</summary>
    public Buffer<int> Text { get; } = new();

    public Buffer<long> TimeMs { get; } = new();

    /// <summary>Sum, min, max, avg: the value in units of 10⁻⁹.</summary>
    public Buffer<Int128> Number { get; } = new();

    /// <summary>Sum, min, max, avg: 1 when the event has a value.</summary>
    public Buffer<int> Present { get; } = new();

    public bool HasText => Kind is ColumnKind.Distinct or ColumnKind.Last;

    public bool HasNumber => Kind is ColumnKind.Sum or ColumnKind.Min or ColumnKind.Max or ColumnKind.Avg;

    public void Clear()
    {
        Text.Clear();
        TimeMs.Clear();
        Number.Clear();
        Present.Clear();
    }
}
