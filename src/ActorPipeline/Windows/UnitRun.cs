using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>The units of a batch that fall into one pane, and their groups in its table.</summary>
/// <param name="units">The units' places in the section.</param>
/// <param name="groups">Per unit of <paramref name="units"/>, its group.</param>
/// <param name="table">The texts of the table that takes them in.</param>
/// <param name="textMap">Per text of the batch, its id in the table plus one; 0 while not looked up.</param>
internal readonly ref struct UnitRun(
    EventBatch batch, BatchSection section, ReadOnlySpan<int> units, ReadOnlySpan<int> groups, TextTable table, Span<int> textMap)
{
    // How many units ahead of its use a text's slot is fetched, enough for one look at memory, and then the text itself.
    private const int SlotAhead = 16;
    private const int TextAhead = 8;

    private readonly Span<int> _textMap = textMap;
    private readonly ReadOnlySpan<ulong> _hashes = batch.Texts.Hashes(table.Hash);

    public EventBatch Batch { get; } = batch;
    public TextTable Texts { get; } = table;
    public BatchSection Section { get; } = section;

    public ReadOnlySpan<int> Units { get; } = units;
    public ReadOnlySpan<int> Groups { get; } = groups;

    public int TextOf(int batchText)
    {
        var known = _textMap[batchText];
        if (known == 0)
        {
            known = Texts.GetOrAdd(Batch.Texts[batchText], _hashes[batchText]) + 1;
            _textMap[batchText] = known;
        }

        return known - 1;
    }

    /// <summary>Fetches the texts that the units will ask for some places after one.</summary>
    /// <param name="textOfUnit">Per unit of the section its text of the batch, plus <paramref name="plus"/>.</param>
    /// <param name="plus">0, or 1 where 0 stands for no text.</param>
    public void Prefetch(int unit, ReadOnlySpan<int> textOfUnit, int plus = 0)
    {
        if (unit + SlotAhead < Units.Length && textOfUnit[Units[unit + SlotAhead]] - plus is >= 0 and var slot)
        {
            Texts.PrefetchSlot(_hashes[slot]);
        }

        if (unit + TextAhead < Units.Length && textOfUnit[Units[unit + TextAhead]] - plus is >= 0 and var text)
        {
            Texts.PrefetchText(_hashes[text]);
        }
    }
}
