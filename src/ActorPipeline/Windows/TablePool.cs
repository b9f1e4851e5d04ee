using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>Tables of one view that are used again, so that closing windows leaves little to the garbage collector. One thread at a time.</summary>
/// <remarks>Keeps at most <see cref="MaxTables"/> tables of at most <see cref="MaxTableBytes"/> each.</remarks>
internal sealed class TablePool(ViewDefinition view, int exactDistinctLimit, TableHash hash)
{
    private const int MaxTables = 4;
    private const int MaxTableBytes = 16 << 20;
    private const int SmallTable = 256;
    private readonly Recycled<PaneTable> _tables = new(MaxTables, SmallTable);

    public PaneTable Rent() => _tables.Take() ?? new PaneTable(view, exactDistinctLimit, hash);

    /// <summary>Takes a table back that nobody else looks at any more.</summary>
    public void Return(PaneTable table)
    {
        if (table.Bytes <= MaxTableBytes)
        {
            var used = table.Used;
            table.Clear();
            _tables.Give(table, used, table.Room);
        }
    }

    /// <inheritdoc cref="Recycled{T}.Age"/>
    public int Age() => _tables.Age();
}
