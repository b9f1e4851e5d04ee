using ActorPipeline.Definitions;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Tables of one view that are used again, so that closing windows leaves little to the garbage collector. One thread at a time.</summary>
/// <remarks>Keeps at most <see cref="MaxTables"/> tables of at most <see cref="MaxTableBytes"/> each: what a burst made larger goes.</remarks>
internal sealed class TablePool(ViewDefinition view, int exactDistinctLimit, TableHash hash)
{
    private const int MaxTables = 4;
    private const int MaxTableBytes = 16 << 20;
    private readonly Stack<PaneTable> _tables = [];

    public PaneTable Rent() => _tables.TryPop(out var table) ? table : new PaneTable(view, exactDistinctLimit, hash);

    /// <summary>Takes a table back that nobody else looks at any more.</summary>
    public void Return(PaneTable table)
    {
        if (_tables.Count < MaxTables && table.Bytes <= MaxTableBytes)
        {
            table.Clear();
            _tables.Push(table);
        }
    }
}
