using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>The units of a batch that fall into one pane, and their groups in its table.</summary>
/// <param name="batch">The batch: source partition, texts.</param>
/// <param name="section">The section.</param>
/// <param name="units">The units' places in the section.</param>
/// <param name="groups">Per unit of <paramref name="units"/>, its group.</param>
/// <param name="table">The texts of the table that takes them in.</param>
/// <param name="textMap">Per text of the batch, its id in the table plus one; 0 while not looked up.</param>
internal readonly ref struct UnitRun(EventBatch batch, BatchSection section, ReadOnlySpan<int> units, ReadOnlySpan<int> groups, TextTable table, Span<int> textMap)
{
    private readonly Span<int> _textMap = textMap;

    /// <summary>The batch.</summary>
    public EventBatch Batch { get; } = batch;

    /// <summary>The table's texts.</summary>
    public TextTable Texts { get; } = table;

    /// <summary>The section.</summary>
    public BatchSection Section { get; } = section;

    /// <summary>The units' places in the section.</summary>
    public ReadOnlySpan<int> Units { get; } = units;

    /// <summary>Their groups.</summary>
    public ReadOnlySpan<int> Groups { get; } = groups;

    /// <summary>The id in the table of a text of the batch.</summary>
    public int TextOf(int batchText)
    {
        var known = _textMap[batchText];
        if (known == 0)
        {
            known = Texts.GetOrAdd(Batch.Texts[batchText]) + 1;
            _textMap[batchText] = known;
        }

        return known - 1;
    }
}
