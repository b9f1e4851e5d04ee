using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>How groups and texts of one table become those of another. Used again; one thread at a time.</summary>
internal sealed class TableMap
{
    // Per text its number in the other table plus one; 0 while it is not known, and below that while it is wanted.
    private const int Wanted = -1;
    private readonly Buffer<int> _texts = new();
    private readonly Buffer<int> _groups = new();

    public TextTable From { get; private set; } = null!;
    public TextTable To { get; private set; } = null!;

    /// <summary>How many texts or groups it has memory for.</summary>
    public int Room => Math.Max(_texts.Room, _groups.Room);

    /// <summary>Per group of the one table its group in the other; -1 when it is not taken over.</summary>
    public Span<int> Groups => _groups.Span;

    public void Begin(TextTable from, int groups, TextTable to)
    {
        (From, To) = (from, to);
        _texts.Resize(from.Count).Clear();
        _groups.Resize(groups).Fill(-1);
    }

    public int Text(int text)
    {
        ref var id = ref _texts[text];
        if (id <= 0)
        {
            Prefetch(text);
            id = To.GetOrAdd(From[text], From.HashOf(text)) + 1;
        }

        return id - 1;
    }

    /// <summary>Notes a text for the next <see cref="MapWanted"/>.</summary>
    public void Want(int text)
    {
        ref var id = ref _texts[text];
        id = id == 0 ? Wanted : id;
    }

    /// <summary>Finds or adds the texts that are wanted, in the order in which the one table has them.</summary>
    public void MapWanted()
    {
        for (var text = 0; text < _texts.Count; text++)
        {
            if (_texts[text] == Wanted)
            {
                Text(text);
            }
        }
    }

    // A table's texts are mostly asked for in the order in which they came.
    private void Prefetch(int text)
    {
        const int SlotAhead = 16;
        const int TextAhead = 8;
        if (text + SlotAhead < _texts.Count)
        {
            To.PrefetchSlot(From.HashOf(text + SlotAhead));
            To.PrefetchText(From.HashOf(text + TextAhead));
        }
    }
}
