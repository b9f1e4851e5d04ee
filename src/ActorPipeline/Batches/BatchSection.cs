using ActorPipeline.Definitions;

namespace ActorPipeline.Batches;

/// <summary>The events of a batch that one view counts, folded into units: events of the same key, breakdown, pane and values.</summary>
/// <remarks>Filled by the intake or by <see cref="EventBatchCodec"/>, and reused. Indexes of texts point into <see cref="EventBatch.Texts"/>.</remarks>
internal sealed class BatchSection(ViewDefinition view)
{
    public bool HasBy { get; } = view.ByFields.Count > 0;

    /// <summary>Whether a zone's clock decides where windows begin and end.</summary>
    public bool IsZoned { get; } = view.Window.Zone is not null;

    /// <summary>Whether several events can make one unit: the view only counts. Otherwise unit i is event i.</summary>
    public bool IsFolded { get; } = view.Columns.All(column => column.Kind is ColumnKind.Count or ColumnKind.Distinct);

    /// <summary>The smallest event time per window, where it is smaller than what earlier batches of this run said.</summary>
    public Buffer<WindowFirst> Firsts { get; } = new();

    /// <summary>Per window of <see cref="Firsts"/> its end, where windows are of a zone: told here, before the first of its events.</summary>
    public Buffer<long> FirstEnds { get; } = new();

    public Buffer<PaneKey> Panes { get; } = new();
    public Buffer<int> UnitKey { get; } = new();

    /// <summary>Per unit: the breakdown's text; unused without a breakdown.</summary>
    public Buffer<int> UnitBy { get; } = new();

    public Buffer<int> UnitPane { get; } = new();

    /// <summary>Per unit: how many events it stands for.</summary>
    public Buffer<int> UnitCount { get; } = new();

    public UnitColumn[] Columns { get; } = [.. view.Columns.Select(column => new UnitColumn(column.Kind))];

    /// <summary>Per event: source offset, from the batch's base.</summary>
    public Buffer<int> EventOffset { get; } = new();

    public Buffer<int> EventUnit { get; } = new();

    /// <summary>Per event: 1 when this is the first view that takes it, so that its outcome is counted here.</summary>
    public Buffer<int> EventPrimary { get; } = new();

    public void Clear()
    {
        Firsts.Clear();
        FirstEnds.Clear();
        Panes.Clear();
        UnitKey.Clear();
        UnitBy.Clear();
        UnitPane.Clear();
        UnitCount.Clear();
        EventOffset.Clear();
        EventUnit.Clear();
        EventPrimary.Clear();
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }
}

/// <summary>The smallest event time that counts in a window.</summary>
internal readonly record struct WindowFirst(long WindowStart, long FirstMs);
