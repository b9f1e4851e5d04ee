using System.Numerics;
using ActorPipeline.Cql.Types;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Makes rows of a rows table's rows, which were selected with all columns in their order.</summary>
internal sealed class RowDecoder(string keyspace, RowsTable table)
{
    private const string Layer = "speed";

    /// <summary>Adds the rows that a table row stands for, those of a breakdown in the order of its map.</summary>
    public void Read(CqlRow source, List<Row> rows)
    {
        var view = table.View;
        var key = new KeyValuePair<string, string>[view.KeyNames.Count];
        var by = new KeyValuePair<string, string>[view.ByNames.Count];
        var values = new KeyValuePair<string, object>[view.Columns.Count];
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
                    values[column.Index] = KeyValuePair.Create(view.Columns[column.Index].Name, Value(view.Columns[column.Index].Type, source[i]));
                    break;
            }
        }

        var row = new Row(table.Pipeline, view.Name, key, by, new RowWindow(start, end, first), values, Layer, isExact, revision);
        if (table.HasMaps)
        {
            ReadMaps(source, row, rows);
        }
        else
        {
            rows.Add(row);
        }
    }

    /// <summary>Reads the maps of a table row. All values of one breakdown are written at once, so the maps of values have the same keys in the same order;
    /// those of revision and exactness have some of them.</summary>
    private void ReadMaps(CqlRow source, Row entity, List<Row> rows)
    {
        var before = rows.Count;
        Dictionary<string, int>? revisions = null;
        Dictionary<string, bool>? exact = null;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            switch (table.Columns[i].Role)
            {
                case ColumnRole.Revision:
                    revisions = Noted<int>(source, i);
                    break;
                case ColumnRole.Exact:
                    exact = Noted<bool>(source, i);
                    break;
                case ColumnRole.Value when table.Columns[i].Index == 0:
                    Begin(source, i, entity, revisions, exact, rows);
                    break;
                case ColumnRole.Value:
                    Continue(source, i, rows, before);
                    break;
            }
        }
    }

    private void Begin(CqlRow source, int column, Row entity, Dictionary<string, int>? revisions, Dictionary<string, bool>? exact, List<Row> rows)
    {
        var definition = table.View.Columns[0];
        var entries = source[column].Elements;
        while (entries.TryRead(out var by) && entries.TryRead(out var value))
        {
            var text = Identity(by);
            var values = new KeyValuePair<string, object>[table.View.Columns.Count];
            values[0] = KeyValuePair.Create(definition.Name, Value(definition.Type, value));
            rows.Add(entity with
            {
                By = Parts(by),
                Columns = values,
                Revision = revisions?.GetValueOrDefault(text) ?? 0,
                Exact = exact?.GetValueOrDefault(text, true) ?? true,
            });
        }
    }

    private void Continue(CqlRow source, int column, List<Row> rows, int first)
    {
        var index = table.Columns[column].Index;
        var definition = table.View.Columns[index];
        var entries = source[column].Elements;
        var row = first;
        for (; entries.TryRead(out _) && entries.TryRead(out var value) && row < rows.Count; row++)
        {
            ((KeyValuePair<string, object>[])rows[row].Columns)[index] = KeyValuePair.Create(definition.Name, Value(definition.Type, value));
        }

        if (row != rows.Count || entries.Count != 2 * (rows.Count - first))
        {
            throw new ViewStoreException(
                $"Cassandra table {keyspace}.{table.Name}: column {table.Columns[column].Name} of a row has {entries.Count / 2} entries "
                + $"where the first has {rows.Count - first}: it was changed by somebody else");
        }
    }

    /// <summary>What a map holds for some values of the breakdown, by their <see cref="Identity"/>; null when it is not there.</summary>
    private static Dictionary<string, T>? Noted<T>(CqlRow source, int column)
        where T : struct
    {
        if (source[column].IsNull)
        {
            return null;
        }

        var found = new Dictionary<string, T>();
        var entries = source[column].Elements;
        while (entries.TryRead(out var by) && entries.TryRead(out var value))
        {
            found[Identity(by)] = value.Get<T>();
        }

        return found;
    }

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

    private static object Value(ColumnType type, CqlValue value) => type switch
    {
        ColumnType.WholeNumber => value.Get<long>(),
        ColumnType.FixedPoint => FixedPointColumn.NumberOf(Units(value.Get<CqlDecimal>())),
        ColumnType.Real => value.Get<double>(),
        _ => value.Get<string>() ?? "",
    };

    private static Int128 Units(CqlDecimal number) => (Int128)(number.Unscaled * BigInteger.Pow(10, RowEncoder.Decimals - number.Scale));

    // Bytes as a text of as many characters: comparable, and never two for one.
    private static string Identity(CqlValue by) => System.Text.Encoding.Latin1.GetString(by.Bytes);
}
