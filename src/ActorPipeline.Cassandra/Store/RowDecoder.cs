using System.Numerics;
using ActorPipeline.Cassandra.Cql.Types;
using ActorPipeline.Pipelines;
using ActorPipeline.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Makes rows of a rows table's rows, which were selected with all columns in their order.</summary>
/// <param name="keyspace">The keyspace, for messages.</param>
/// <param name="table">The table.</param>
internal sealed class RowDecoder(string keyspace, RowsTable table)
{
    private const string Layer = "speed";
    private const int Decimals = 9;

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
                    key[column.Index] = KeyValuePair.Create(view.KeyNames[column.Index], source.GetString(i) ?? "");
                    break;
                case ColumnRole.By:
                    by[column.Index] = KeyValuePair.Create(view.ByNames[column.Index], source.GetString(i) ?? "");
                    break;
                case ColumnRole.WindowStart:
                    start = source.GetInt64(i);
                    break;
                case ColumnRole.WindowEnd:
                    end = source.GetInt64(i);
                    break;
                case ColumnRole.FirstEvent:
                    first = source.GetInt64(i);
                    break;
                case ColumnRole.Revision when !table.HasMaps:
                    revision = source.GetInt32(i);
                    break;
                case ColumnRole.Exact when !table.HasMaps:
                    isExact = source.GetBoolean(i);
                    break;
                case ColumnRole.Value when !table.HasMaps:
                    values[column.Index] = KeyValuePair.Create(view.Columns[column.Index].Name, Value(view.Columns[column.Index].Type, Slot(source, i), source.GetBytes(i)));
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

    /// <summary>Reads the maps of a table row. All values of one breakdown are written at once, so the maps of values have the same keys in the same order; those of
    /// revision and exactness have some of them.</summary>
    private void ReadMaps(CqlRow source, Row entity, List<Row> rows)
    {
        var before = rows.Count;
        Dictionary<string, int>? revisions = null;
        HashSet<string>? inexact = null;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            switch (table.Columns[i].Role)
            {
                case ColumnRole.Revision:
                    revisions = Revisions(source, i);
                    break;
                case ColumnRole.Exact:
                    inexact = Inexact(source, i);
                    break;
                case ColumnRole.Value when table.Columns[i].Index == 0:
                    Begin(source, i, entity, revisions, inexact, rows);
                    break;
                case ColumnRole.Value:
                    Continue(source, i, rows, before);
                    break;
            }
        }
    }

    /// <summary>Makes a row for every entry of the first value's map.</summary>
    private void Begin(CqlRow source, int column, Row entity, Dictionary<string, int>? revisions, HashSet<string>? inexact, List<Row> rows)
    {
        var definition = table.View.Columns[0];
        var slot = Slot(source, column);
        var entries = new ElementReader(slot, source.GetBytes(column));
        while (entries.TryRead(0, out var by, out _) && entries.TryRead(1, out var value, out _))
        {
            var text = Identity(by);
            var values = new KeyValuePair<string, object>[table.View.Columns.Count];
            values[0] = KeyValuePair.Create(definition.Name, Value(definition.Type, slot.Element(1), value));
            rows.Add(entity with
            {
                By = Parts(slot.Element(0), by),
                Columns = values,
                Revision = revisions?.GetValueOrDefault(text) ?? 0,
                Exact = inexact?.Contains(text) != true,
            });
        }
    }

    private void Continue(CqlRow source, int column, List<Row> rows, int first)
    {
        var index = table.Columns[column].Index;
        var definition = table.View.Columns[index];
        var slot = Slot(source, column);
        var entries = new ElementReader(slot, source.GetBytes(column));
        var row = first;
        for (; entries.TryRead(0, out _, out _) && entries.TryRead(1, out var value, out _) && row < rows.Count; row++)
        {
            ((KeyValuePair<string, object>[])rows[row].Columns)[index] = KeyValuePair.Create(definition.Name, Value(definition.Type, slot.Element(1), value));
        }

        if (row != rows.Count || entries.Count != 2 * (rows.Count - first))
        {
            throw new ViewStoreException(
                $"Cassandra table {keyspace}.{table.Name}: column {table.Columns[column].Name} of a row has {entries.Count / 2} entries where the first has {rows.Count - first}: it was changed by somebody else");
        }
    }

    private static Dictionary<string, int>? Revisions(CqlRow source, int column)
    {
        if (source.IsNull(column))
        {
            return null;
        }

        var found = new Dictionary<string, int>();
        var slot = Slot(source, column);
        var entries = new ElementReader(slot, source.GetBytes(column));
        while (entries.TryRead(0, out var by, out _) && entries.TryRead(1, out var value, out _))
        {
            found[Identity(by)] = ValueDecoder.ReadInt32(slot.Element(1), value);
        }

        return found;
    }

    private static HashSet<string>? Inexact(CqlRow source, int column)
    {
        if (source.IsNull(column))
        {
            return null;
        }

        var found = new HashSet<string>();
        var slot = Slot(source, column);
        var entries = new ElementReader(slot, source.GetBytes(column));
        while (entries.TryRead(0, out var by, out _) && entries.TryRead(1, out var value, out _))
        {
            if (!ValueDecoder.ReadBoolean(slot.Element(1), value))
            {
                found.Add(Identity(by));
            }
        }

        return found;
    }

    private KeyValuePair<string, string>[] Parts(ValueSlot slot, ReadOnlySpan<byte> by)
    {
        var names = table.View.ByNames;
        if (names.Count == 1)
        {
            return [KeyValuePair.Create(names[0], ValueDecoder.ReadText(slot, by))];
        }

        var parts = new KeyValuePair<string, string>[names.Count];
        var reader = new Cql.Wire.WireReader(by);
        for (var i = 0; i < parts.Length; i++)
        {
            reader.TryReadBytes("a part of a breakdown", out var part);
            parts[i] = KeyValuePair.Create(names[i], ValueDecoder.ReadText(slot.Element(i), part));
        }

        return parts;
    }

    private static object Value(ColumnType type, ValueSlot slot, ReadOnlySpan<byte> bytes) => type switch
    {
        ColumnType.WholeNumber => ValueDecoder.ReadInt64(slot, bytes),
        ColumnType.FixedPoint => FixedPointColumn.NumberOf(Units(ValueDecoder.ReadDecimal(slot, bytes))),
        ColumnType.Real => ValueDecoder.ReadDouble(slot, bytes),
        _ => ValueDecoder.ReadText(slot, bytes),
    };

    private static Int128 Units(CqlDecimal number) => (Int128)(number.Unscaled * BigInteger.Pow(10, Decimals - number.Scale));

    // Bytes as a text of as many characters: comparable, and never two for one.
    private static string Identity(ReadOnlySpan<byte> by) => System.Text.Encoding.Latin1.GetString(by);

    private static ValueSlot Slot(CqlRow row, int column) => new(row.Columns[column].Type, row.Columns[column].Name);
}
