using System.Numerics;
using ActorPipeline.Cql.Types;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Writes rows of a batch as the values of a rows table's statement, without boxing.</summary>
internal static class RowEncoder
{
    // Digits after the point of a fixed-point number.
    public const int Decimals = 9;

    /// <summary>The statement that upserts a table row. Nothing is ever set to null, and maps are added to, never set: neither leaves a tombstone. What has no
    /// value is left unset: a row never loses a value, since corrections only add events.</summary>
    public static string Upsert(string keyspace, RowsTable table)
    {
        if (!table.HasMaps)
        {
            return $"INSERT INTO {keyspace}.{table.Name} ({Join(", ", table.Columns, column => column.Name)}) VALUES ({Join(", ", table.Columns, _ => "?")})";
        }

        var key = table.PartitionKey.Concat(table.ClusteringKey);
        var set = Join(", ", table.Rest, column => IsMap(column) ? $"{column.Name} = {column.Name} + ?" : $"{column.Name} = ?");
        return $"UPDATE {keyspace}.{table.Name} SET {set} WHERE {Join(" AND ", key, column => $"{column.Name} = ?")}";
    }

    /// <summary>Adds the values of a table row, in the order of <see cref="RowsTable.Markers"/>.</summary>
    /// <param name="row">The row that is written; with maps, the first of the key.</param>
    /// <param name="end">With maps, the row after the last of the key.</param>
    public static void Add(BoundValues values, RowsTable table, RowBatch batch, int row, int end)
    {
        foreach (var column in table.Markers)
        {
            if (table.HasMaps && IsMap(column))
            {
                AddMap(values, column, batch, row, end);
            }
            else
            {
                AddPlain(values, column, batch, row);
            }
        }
    }

    private static bool IsMap(RowsColumn column) => column.Role is ColumnRole.Revision or ColumnRole.Exact or ColumnRole.Value;

    private static void AddPlain(BoundValues values, RowsColumn column, RowBatch batch, int row)
    {
        switch (column.Role)
        {
            case ColumnRole.Key:
                values.AddUtf8(batch.Keys[column.Index][row]);
                break;
            case ColumnRole.By:
                values.AddUtf8(batch.By[column.Index][row]);
                break;
            case ColumnRole.Day:
                values.Add(WindowDay.Of(batch.Window.StartMs));
                break;
            case ColumnRole.WindowStart:
                values.Add(batch.Window.StartMs);
                break;
            case ColumnRole.Shard:
                values.Add(batch.Shard);
                break;
            case ColumnRole.WindowEnd:
                values.Add(batch.Window.EndMs);
                break;
            case ColumnRole.FirstEvent:
                values.Add(batch.Window.FirstEventMs);
                break;
            case ColumnRole.Revision:
                values.Add(batch.Revision);
                break;
            case ColumnRole.Exact:
                values.Add(batch.Exact[row]);
                break;
            default:
                AddValue(values, batch.Columns[column.Index], row);
                break;
        }
    }

    private static void AddValue(BoundValues values, RowColumn column, int row)
    {
        if (!column.HasValue(row))
        {
            values.AddUnset();
            return;
        }

        switch (column)
        {
            case WholeNumberColumn numbers:
                values.Add(numbers.Values[row]);
                break;
            case FixedPointColumn numbers:
                values.Add(Number(numbers.Values[row]));
                break;
            case RealColumn numbers:
                values.Add(numbers.Values[row]);
                break;
            default:
                values.AddUtf8(((TextColumn)column)[row]);
                break;
        }
    }

    private static void AddMap(BoundValues values, RowsColumn column, RowBatch batch, int row, int end)
    {
        row = NextEntry(column, batch, row, end);
        if (row == end)
        {
            values.AddUnset();
            return;
        }

        values.Begin();
        for (; row < end; row = NextEntry(column, batch, row + 1, end))
        {
            AddBy(values, batch.By, row);
            AddPlain(values, column, batch, row);
        }

        values.End();
    }

    /// <summary>The first of some rows that has an entry in a column's map; the end without one.</summary>
    private static int NextEntry(RowsColumn column, RowBatch batch, int row, int end)
    {
        while (row < end && !HasEntry(column, batch, row))
        {
            row++;
        }

        return row;
    }

    private static bool HasEntry(RowsColumn column, RowBatch batch, int row) =>
        column.Role == ColumnRole.Value ? batch.Columns[column.Index].HasValue(row) : IsNoted(batch, row);

    /// <summary>Whether revision and exactness are written. A first closing that is exact and complete, as nearly all are, goes without; what follows it is
    /// noted, and so is a row that some map has no entry for, since another may have none either.</summary>
    private static bool IsNoted(RowBatch batch, int row) => batch.Revision > 0 || !batch.Exact[row] || !batch.IsComplete(row);

    private static void AddBy(BoundValues values, IReadOnlyList<TextColumn> by, int row)
    {
        if (by.Count == 1)
        {
            values.AddUtf8(by[0][row]);
            return;
        }

        values.Begin();
        foreach (var part in by)
        {
            values.AddUtf8(part[row]);
        }

        values.End();
    }

    /// <summary>A fixed-point number as people write it: 1.5 and not 1.500000000.</summary>
    private static CqlDecimal Number(Int128 units)
    {
        var scale = Decimals;
        while (scale > 0 && units % 10 == 0)
        {
            (units, scale) = (units / 10, scale - 1);
        }

        return new CqlDecimal((BigInteger)units, scale);
    }

    private static string Join(string separator, IEnumerable<RowsColumn> columns, Func<RowsColumn, string> text) =>
        string.Join(separator, columns.Select(text));
}
