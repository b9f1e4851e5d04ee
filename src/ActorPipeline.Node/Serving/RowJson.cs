using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Writes rows as JSON: the one place that knows the shape every reader (HTTP, hub, operators' routes, emitted rows) sees.</summary>
/// <remarks>Times are ISO 8601 in UTC, with milliseconds only where they are not zero; <c>first_event</c> is in unix milliseconds.</remarks>
internal static class RowJson
{
    /// <summary>Options for writers of rows: letters outside ASCII stay readable. The output is JSON for programs, never part of an HTML page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, Row row)
    {
        WriteHead(writer, row.Pipeline, row.View);
        WriteTexts(writer, "key"u8, row.Key);
        WriteTexts(writer, "by"u8, row.By);
        WriteWindow(writer, row.Window);
        writer.WriteStartObject("columns"u8);
        foreach (var (name, value) in row.Columns)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        WriteTail(writer, row.Layer, row.Exact, row.Revision);
    }

    /// <summary>Writes a closed row of a batch as one JSON object; its layer is <c>speed</c>.</summary>
    public static void Write(Utf8JsonWriter writer, RowBatch batch, int row)
    {
        WriteHead(writer, batch.Pipeline, batch.View.Name);
        WriteTexts(writer, "key"u8, batch.View.KeyNames, batch.Keys, row);
        WriteTexts(writer, "by"u8, batch.View.ByNames, batch.By, row);
        WriteWindow(writer, batch.Window);
        writer.WriteStartObject("columns"u8);
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            writer.WritePropertyName(batch.View.Columns[i].Name);
            WriteValue(writer, batch.Columns[i], row);
        }

        writer.WriteEndObject();
        WriteTail(writer, "speed", batch.Exact[row], batch.Revision);
    }

    /// <summary>Writes a time as rows show it: <c>2017-01-25T14:02:00Z</c>, with three digits of milliseconds when they are not zero.</summary>
    public static void WriteTime(Utf8JsonWriter writer, long unixMs)
    {
        Span<byte> text = stackalloc byte[24];
        var format = unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    private static void WriteHead(Utf8JsonWriter writer, string pipeline, string view)
    {
        writer.WriteStartObject();
        writer.WriteString("pipeline"u8, pipeline);
        writer.WriteString("view"u8, view);
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> property, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        writer.WriteStartObject(property);
        foreach (var (name, value) in texts)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(
        Utf8JsonWriter writer, ReadOnlySpan<byte> property, IReadOnlyList<string> names, IReadOnlyList<TextColumn> columns, int row)
    {
        writer.WriteStartObject(property);
        for (var i = 0; i < columns.Count; i++)
        {
            writer.WriteString(names[i], columns[i][row]);
        }

        writer.WriteEndObject();
    }

    private static void WriteWindow(Utf8JsonWriter writer, RowWindow window)
    {
        writer.WriteStartObject("window"u8);
        writer.WritePropertyName("start"u8);
        WriteTime(writer, window.StartMs);
        writer.WritePropertyName("end"u8);
        WriteTime(writer, window.EndMs);
        writer.WriteNumber("first_event"u8, window.FirstEventMs);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, RowColumn column, int row)
    {
        switch (column)
        {
            case WholeNumberColumn numbers:
                writer.WriteNumberValue(numbers.Values[row]);
                break;
            case TextColumn texts when texts.HasValue(row):
                writer.WriteStringValue(texts[row]);
                break;
            default:
                WriteValue(writer, column.ValueOf(row));
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case null or double:
                // JSON has no infinities and no NaN.
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                throw new ArgumentException($"a column's value cannot be a {value.GetType().Name}", nameof(value));
        }
    }

    private static void WriteTail(Utf8JsonWriter writer, string layer, bool exact, int revision)
    {
        writer.WriteString("layer"u8, layer);
        writer.WriteBoolean("exact"u8, exact);
        writer.WriteNumber("revision"u8, revision);
        writer.WriteEndObject();
    }
}
