using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;

namespace ActorPipeline.Intake;

/// <summary>The batch being gathered for one shard: folds events into units and numbers texts for the batch. Reused; one thread at a time.</summary>
internal sealed class ShardDraft
{
    private const int BytesPerEvent = 28;
    private const int BytesPerValue = 20;

    private readonly FoldIndex[] _folds;
    private readonly int[] _parts;
    private int[] _textOf = new int[1024];
    private int _valueBytes;

    public ShardDraft(PipelineDefinition pipeline, TableHash hash)
    {
        Batch = new EventBatch(pipeline.Views);
        _folds = [.. Batch.Sections.Select(section => new FoldIndex(section, hash))];
        _parts = new int[2 + pipeline.Views.Max(view => view.Columns.Count)];
    }

    public EventBatch Batch { get; }

    /// <summary>How many events, or texts where those are more, it has memory for.</summary>
    public int Room => Math.Max(_textOf.Length, Batch.Sections.Max(section => section.EventOffset.Room));

    /// <summary>About how many bytes the batch has: texts, units and events at their widest.</summary>
    public int Bytes => Batch.Texts.Bytes + _valueBytes;

    public void Add(int index, ViewPlan view, EventValues values, PaneKey pane, int offset, bool isPrimary)
    {
        var section = Batch.Sections[index];
        var paneIndex = PaneOf(section, pane);
        var parts = LoadParts(view, values);
        var unit = section.IsFolded ? _folds[index].FindOrNote(parts, paneIndex) : -1;
        if (unit < 0)
        {
            unit = AddUnit(section, view, values, parts, paneIndex);
        }
        else
        {
            section.UnitCount[unit]++;
        }

        _valueBytes += BytesPerEvent + (view.Columns.Length * BytesPerValue);
        section.EventOffset.Add(offset);
        section.EventUnit.Add(unit);
        section.EventPrimary.Add(isPrimary ? 1 : 0);
    }

    public void Clear()
    {
        Batch.Clear();
        Array.Clear(_textOf);
        _valueBytes = 0;
        foreach (var fold in _folds)
        {
            fold.Clear();
        }
    }

    private static int PaneOf(BatchSection section, PaneKey pane)
    {
        // A batch spans few panes, and neighbours share the last one.
        for (var i = section.Panes.Count - 1; i >= 0; i--)
        {
            if (section.Panes[i] == pane)
            {
                return i;
            }
        }

        section.Panes.Add(pane);
        return section.Panes.Count - 1;
    }

    // Key, breakdown, and per column the text number plus one; 0 where there is none.
    private ReadOnlySpan<int> LoadParts(ViewPlan view, EventValues values)
    {
        _parts[0] = TextOf(values, view.KeyTuple);
        _parts[1] = view.ByTuple < 0 ? 0 : TextOf(values, view.ByTuple);
        for (var i = 0; i < view.Columns.Length; i++)
        {
            var column = view.Columns[i];
            var isText = column.Kind is ColumnKind.Distinct or ColumnKind.Last;
            _parts[i + 2] = isText && values.Has(column.Field) ? TextOf(values, column.Source) + 1 : 0;
        }

        return _parts.AsSpan(0, view.Columns.Length + 2);
    }

    private int TextOf(EventValues values, int tuple)
    {
        var id = values.Text(tuple);
        if (id >= _textOf.Length)
        {
            Array.Resize(ref _textOf, Math.Max(values.Texts.Count, _textOf.Length * 2));
        }

        if (_textOf[id] == 0)
        {
            _textOf[id] = Batch.Texts.Add(values.Texts[id]) + 1;
        }

        return _textOf[id] - 1;
    }

    private static int AddUnit(BatchSection section, ViewPlan view, EventValues values, ReadOnlySpan<int> parts, int pane)
    {
        section.UnitKey.Add(parts[0]);
        if (section.HasBy)
        {
            section.UnitBy.Add(parts[1]);
        }

        section.UnitPane.Add(pane);
        section.UnitCount.Add(1);
        for (var i = 0; i < view.Columns.Length; i++)
        {
            AddValue(section.Columns[i], view.Columns[i], values, parts[i + 2]);
        }

        return section.UnitCount.Count - 1;
    }

    private static void AddValue(UnitColumn column, ColumnPlan plan, EventValues values, int text)
    {
        if (column.HasText)
        {
            column.Text.Add(text);
        }

        if (column.Kind == ColumnKind.Last)
        {
            column.TimeMs.Add(values.TimeMs);
        }

        if (column.HasNumber)
        {
            column.Present.Add(values.TryNumber(plan.Source, out var number) ? 1 : 0);
            column.Number.Add(number);
        }
    }
}
