using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The table rows that a batch makes in a table, those of one partition together.</summary>
internal sealed class PartitionOrder
{
    private readonly TextColumn[] _partition;
    private readonly List<(int Row, int End)> _rows = [];

    public PartitionOrder(RowsTable table, RowBatch batch)
    {
        _partition = [.. table.Partition.Select(column => (column.Role == ColumnRole.Key ? batch.Keys : batch.By)[column.Index])];
        for (var row = 0; row < batch.Count; row++)
        {
            if (table.HasMaps && ContinuesKey(batch, row))
            {
                _rows[^1] = (_rows[^1].Row, row + 1);
            }
            else
            {
                _rows.Add((row, row + 1));
            }
        }

        // Where the whole key finds the partition there is nothing to bring together.
        if (_partition.Length > 0 && table.Clustering.Count > 0)
        {
            _rows.Sort((x, y) => Compare(x.Row, y.Row) is var order and not 0 ? order : x.Row.CompareTo(y.Row));
        }
    }

    public int Count => _rows.Count;

    /// <summary>The batch's rows that make a table row: one, or with maps those of a key.</summary>
    public (int Row, int End) this[int index] => _rows[index];

    /// <summary>Whether two table rows are of one partition.</summary>
    public bool SamePartition(int x, int y) => Compare(_rows[x].Row, _rows[y].Row) == 0;

    /// <summary>Whether a row is of the same key as the one before: rows of one key stand together.</summary>
    public static bool ContinuesKey(RowBatch batch, int row)
    {
        if (row == 0)
        {
            return false;
        }

        foreach (var key in batch.Keys)
        {
            if (!key[row].SequenceEqual(key[row - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private int Compare(int x, int y)
    {
        foreach (var part in _partition)
        {
            if (part[x].SequenceCompareTo(part[y]) is var order and not 0)
            {
                return order;
            }
        }

        return 0;
    }
}
