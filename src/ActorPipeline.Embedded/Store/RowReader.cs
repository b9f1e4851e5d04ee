using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>Makes rows of a result whose columns are a view table's, lists expanded.</summary>
internal static class RowReader
{
    internal static List<Row> Read(DuckDbResult result, int count, ViewTable table)
    {
        var start = result.Column(0);
        var end = result.Column(1);
        var first = result.Column(2);
        var revision = result.Column(3);
        var exact = result.Column(4);
        var keys = Vectors(result, 5, table.Keys.Count);
        var by = Vectors(result, 5 + keys.Length, table.By.Count);
        var values = Vectors(result, 5 + keys.Length + by.Length, table.Values.Count);
        var rows = new List<Row>(count);
        for (var i = 0; i < count; i++)
        {
            rows.Add(new Row(
                table.Pipeline,
                table.View.Name,
                Texts(table.View.KeyNames, keys, i),
                Texts(table.View.ByNames, by, i),
                new RowWindow(start.Value<long>(i), end.Value<long>(i), first.Value<long>(i)),
                Values(table.View.Columns, values, i),
                table.Layer,
                exact.Value<bool>(i),
                revision.Value<int>(i)));
        }

        return rows;
    }

    private static DuckDbVector[] Vectors(DuckDbResult result, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(result.Column)];

    private static KeyValuePair<string, string>[] Texts(IReadOnlyList<string> names, DuckDbVector[] vectors, int row)
    {
        var texts = new KeyValuePair<string, string>[vectors.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = KeyValuePair.Create(names[i], vectors[i].Text(row));
        }

        return texts;
    }

    private static KeyValuePair<string, object?>[] Values(IReadOnlyList<ColumnDefinition> columns, DuckDbVector[] vectors, int row)
    {
        var values = new KeyValuePair<string, object?>[vectors.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = KeyValuePair.Create(columns[i].Name, Value(columns[i].Type, vectors[i], row));
        }

        return values;
    }

    private static object? Value(ColumnType type, DuckDbVector vector, int row) => type switch
    {
        _ when vector.IsNull(row) => null,
        ColumnType.WholeNumber => vector.Value<long>(row),
        ColumnType.FixedPoint => FixedPointColumn.NumberOf(vector.Value<Int128>(row)),
        ColumnType.Real => vector.Value<double>(row),
        _ => vector.Text(row),
    };
}
