using System.Numerics;
using ActorPipeline.Cql.Types;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Makes rows of a rows table's rows, which were selected with all columns in their order.</summary>
internal sealed class RowDecoder(string keyspace, RowsTable table)
{
    private readonly int _revision = IndexOf(table, ColumnRole.Revision);
    private readonly int _exact = IndexOf(table, ColumnRole.Exact);
    private readonly int _values = IndexOf(table, ColumnRole.Value);
    private readonly KeyValuePair<string, object?>[] _none = [.. table.View.Columns.Select(column => KeyValuePair.Create(column.Name, (object?)null))];

    /// <summary>Adds the rows that a table row stands for, those of a breakdown in no order.</summary>
    public void Read(CqlRow source, List<Row> rows)
    {
        var view = table.View;
        var key = new KeyValuePair<string, string>[view.KeyNames.Count];
        var by = new KeyValuePair<string, string>[view.ByNames.Count];
        KeyValuePair<string, object?>[] values = [.. _none];
        long start = 0, end = 0, first = 0;
        var revision = 0;
        var isExact = true;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            switch (column.Role)
            {
                case ColumnRole.Key:
                    key[column.Index] = KeyValuePair.Create(view.KeyNames[column.Index], source[i].Get<string>() ?? "");
                    break;
                case ColumnRole.By:
                    by[column.Index] = KeyValuePair.Create(view.ByNames[column.Index], source[i].Get<string>() ?? "");
                    break;
                case ColumnRole.WindowStart:
                    start = source[i].Get<long>();
                    break;
                case ColumnRole.WindowEnd:
                    end = source[i].Get<long>();
                    break;
                case ColumnRole.FirstEvent:
                    first = source[i].Get<long>();
                    break;
                case ColumnRole.Revision when !table.HasMaps:
                    revision = source[i].Get<int>();
                    break;
                case ColumnRole.Exact when !table.HasMaps:
                    isExact = source[i].Get<bool>();
                    break;
                case ColumnRole.Value when !table.HasMaps:
                    values[column.Index] = KeyValuePair.Create(view.Columns[column.Index].Name, Value(view.Columns[column.Index], source[i]));
                    break;
            }
        }

        var row = new Row(table.Pipeline, view.Name, key, by, new RowWindow(start, end, first), values, RowLayer.Speed, isExact, revision);
        if (table.HasMaps)
        {
            ReadMaps(source, row, rows);
        }
        else
        {
            rows.Add(row);
        }
    }

    private void ReadMaps(CqlRow source, Row entity, List<Row> rows)
    {
        if (source[_exact].IsNull && source[_revision].IsNull)
        {
            ReadComplete(source, entity, rows);
        }
        else
        {
            ReadNoted(source, entity, rows);
        }
    }

    /// <summary>Reads rows none of which is noted, as nearly all are: they have all values, so the maps have the same keys in the same order.</summary>
    private void ReadComplete(CqlRow source, Row entity, List<Row> rows)
    {
        var first = rows.Count;
        for (var i = 0; i < table.View.Columns.Count; i++)
        {
            var row = first;
            var entries = source[_values + i].Elements;
            while ((i == 0 || row < rows.Count) && entries.TryRead(out var by) && entries.TryRead(out var value))
            {
                if (i == 0)
                {
                    rows.Add(RowOf(entity, by));
                }

                Set(rows[row++], i, value);
            }

            if (row != rows.Count || entries.Count != 2 * (rows.Count - first))
            {
                throw Changed(i, $"has {entries.Count / 2} entries where the first column has {rows.Count - first}");
            }
        }
    }

    /// <summary>Reads rows some of which are noted: those may lack entries in some maps of values, even in all.</summary>
    private void ReadNoted(CqlRow source, Row entity, List<Row> rows)
    {
        var first = rows.Count;
        var places = new Dictionary<string, int>();
        for (var i = _revision; i < table.Columns.Count; i++)
        {
            var entries = source[i].Elements;
            while (entries.TryRead(out var by) && entries.TryRead(out var value))
            {
                var place = Place(by, entity, places, rows);
                rows[place] = With(rows[place], table.Columns[i], value);
            }
        }

        for (var i = 0; i < table.View.Columns.Count; i++)
        {
            if (!table.View.Columns[i].MayLackValue && source[_values + i].Elements.Count is var found && found != 2 * (rows.Count - first))
            {
                throw Changed(i, $"has {found / 2} entries where there are {rows.Count - first} in all");
            }
        }
    }

    private int Place(CqlValue by, Row entity, Dictionary<string, int> places, List<Row> rows)
    {
        var identity = Identity(by);
        if (!places.TryGetValue(identity, out var place))
        {
            places.Add(identity, place = rows.Count);
            rows.Add(RowOf(entity, by));
        }

        return place;
    }

    private Row With(Row row, RowsColumn column, CqlValue value)
    {
        switch (column.Role)
        {
            case ColumnRole.Revision:
                return row with { Revision = value.Get<int>() };
            case ColumnRole.Exact:
                return row with { Exact = value.Get<bool>() };
            default:
                Set(row, column.Index, value);
                return row;
        }
    }

    private Row RowOf(Row entity, CqlValue by) => entity with { By = Parts(by), Columns = _none.ToArray() };

    private void Set(Row row, int column, CqlValue value) =>
        ((KeyValuePair<string, object?>[])row.Columns)[column] = KeyValuePair.Create(table.View.Columns[column].Name, Value(table.View.Columns[column], value));

    private ViewStoreException Changed(int column, string what) =>
        new($"Cassandra table {keyspace}.{table.Name}: column {table.Columns[_values + column].Name} of a row {what}: it was changed by somebody else");

    private KeyValuePair<string, string>[] Parts(CqlValue by)
    {
        var names = table.View.ByNames;
        if (names.Count == 1)
        {
            return [KeyValuePair.Create(names[0], by.Get<string>() ?? "")];
        }

        var parts = new KeyValuePair<string, string>[names.Count];
        var fields = by.Elements;
        for (var i = 0; i < parts.Length && fields.TryRead(out var part); i++)
        {
            parts[i] = KeyValuePair.Create(names[i], part.Get<string>() ?? "");
        }

        return parts;
    }

    private static object? Value(ColumnDefinition column, CqlValue value) => column.Type switch
    {
        _ when value.IsNull && column.MayLackValue => null,
        ColumnType.WholeNumber => value.Get<long>(),
        ColumnType.FixedPoint => FixedPointColumn.NumberOf(Units(value.Get<CqlDecimal>())),
        ColumnType.Real => value.Get<double>(),
        _ => value.Get<string>() ?? "",
    };

    private static int IndexOf(RowsTable table, ColumnRole role) => table.Columns.TakeWhile(column => column.Role != role).Count();

    private static Int128 Units(CqlDecimal number) => (Int128)(number.Unscaled * BigInteger.Pow(10, RowEncoder.Decimals - number.Scale));

    // Bytes as a text of as many characters: comparable, and never two for one.
    private static string Identity(CqlValue by) => System.Text.Encoding.Latin1.GetString(by.Bytes);
}
