using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Actors.Messages;

/// <summary>The form in which rows of one view go from node to node: what they share once, then row by row.</summary>
internal static class RowCodec
{
    private enum ValueKind : byte
    {
        Whole = 1,
        Decimal = 2,
        Real = 3,
        Text = 4,
        None = 5,
    }

    public static void Write(ByteWriter writer, IReadOnlyList<Row> rows)
    {
        writer.Count(rows.Count);
        if (rows.Count == 0)
        {
            return;
        }

        var first = rows[0];
        QuestionCodec.Text(writer, first.Pipeline);
        QuestionCodec.Text(writer, first.View);
        QuestionCodec.Text(writer, first.Layer.Text());
        WriteNames(writer, first.Key);
        WriteNames(writer, first.By);
        WriteNames(writer, first.Columns);
        foreach (var row in rows)
        {
            WriteRow(writer, row);
        }
    }

    /// <exception cref="FormatException">It is damaged.</exception>
    public static IReadOnlyList<Row> Read(ref ByteReader reader)
    {
        var count = reader.Count(1);
        if (count == 0)
        {
            return [];
        }

        var (pipeline, view, layer) = (QuestionCodec.Text(ref reader), QuestionCodec.Text(ref reader), ReadLayer(ref reader));
        var (key, by, columns) = (QuestionCodec.ReadTexts(ref reader), QuestionCodec.ReadTexts(ref reader), QuestionCodec.ReadTexts(ref reader));
        var rows = new List<Row>();
        for (var i = 0; i < count; i++)
        {
            var window = new RowWindow(reader.Long(), reader.Long(), reader.Long());
            var (revision, exact) = (QuestionCodec.Int(ref reader), reader.Byte() != 0);
            var (keys, bys, values) = (ReadTexts(ref reader, key), ReadTexts(ref reader, by), ReadValues(ref reader, columns));
            rows.Add(new Row(pipeline, view, keys, bys, window, values, layer, exact, revision));
        }

        return rows;
    }

    private static void WriteRow(ByteWriter writer, Row row)
    {
        writer.Long(row.Window.StartMs);
        writer.Long(row.Window.EndMs);
        writer.Long(row.Window.FirstEventMs);
        writer.Count(row.Revision);
        writer.Byte(row.Exact ? (byte)1 : (byte)0);
        foreach (var (_, text) in row.Key.Concat(row.By))
        {
            QuestionCodec.Text(writer, text);
        }

        foreach (var (_, value) in row.Columns)
        {
            WriteValue(writer, value);
        }
    }

    private static void WriteValue(ByteWriter writer, object? value)
    {
        switch (value)
        {
            case long whole:
                writer.Byte((byte)ValueKind.Whole);
                writer.Long(whole);
                break;
            case decimal number:
                writer.Byte((byte)ValueKind.Decimal);
                QuestionCodec.Text(writer, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double real:
                writer.Byte((byte)ValueKind.Real);
                writer.Long(BitConverter.DoubleToInt64Bits(real));
                break;
            case string text:
                writer.Byte((byte)ValueKind.Text);
                QuestionCodec.Text(writer, text);
                break;
            case null:
                writer.Byte((byte)ValueKind.None);
                break;
            default:
                throw new NotSupportedException($"a value of {value.GetType()}");
        }
    }

    private static object? ReadValue(ref ByteReader reader)
    {
        var kind = (ValueKind)reader.Byte();
        return kind switch
        {
            ValueKind.Whole => reader.Long(),
            ValueKind.Decimal => ReadDecimal(QuestionCodec.Text(ref reader)),
            ValueKind.Real => BitConverter.Int64BitsToDouble(reader.Long()),
            ValueKind.Text => QuestionCodec.Text(ref reader),
            ValueKind.None => null,
            _ => throw new FormatException($"a value of unknown kind {(byte)kind}"),
        };
    }

    private static RowLayer ReadLayer(ref ByteReader reader)
    {
        var text = QuestionCodec.Text(ref reader);
        return RowLayers.TryParse(text, out var layer) ? layer : throw new FormatException($"rows of unknown layer '{text}'");
    }

    private static decimal ReadDecimal(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is no decimal number");

    private static void WriteNames<T>(ByteWriter writer, IReadOnlyList<KeyValuePair<string, T>> parts)
    {
        writer.Count(parts.Count);
        foreach (var (name, _) in parts)
        {
            QuestionCodec.Text(writer, name);
        }
    }

    private static KeyValuePair<string, string>[] ReadTexts(ref ByteReader reader, string[] names)
    {
        var parts = new KeyValuePair<string, string>[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            parts[i] = KeyValuePair.Create(names[i], QuestionCodec.Text(ref reader));
        }

        return parts;
    }

    private static KeyValuePair<string, object?>[] ReadValues(ref ByteReader reader, string[] names)
    {
        var parts = new KeyValuePair<string, object?>[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            parts[i] = KeyValuePair.Create(names[i], ReadValue(ref reader));
        }

        return parts;
    }
}
