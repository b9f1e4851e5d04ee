using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Engine.Emission;

/// <summary>A row as JSON: as the product writes it, and as the framework's writer does, which knows nothing of how the product does it.</summary>
internal static class WrittenRow
{
    public static string Of(Row row)
    {
        var text = new ByteWriter();
        RowJson.Write(row, text);
        return Encoding.UTF8.GetString(text.Written.Span);
    }

    public static string Expected(Row row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, row);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Row row)
    {
        writer.WriteStartObject();
        writer.WriteString("pipeline", row.Pipeline);
        writer.WriteString("view", row.View);
        WriteTexts(writer, "key", row.Key);
        WriteTexts(writer, "by", row.By);
        writer.WriteStartObject("window");
        writer.WriteString("start", Time(row.Window.StartMs));
        writer.WriteString("end", Time(row.Window.EndMs));
        writer.WriteNumber("first_event", row.Window.FirstEventMs);
        writer.WriteEndObject();
        writer.WriteStartObject("columns");
        foreach (var (name, value) in row.Columns)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteString("layer", row.Layer.ToString().ToLowerInvariant());
        writer.WriteBoolean("exact", row.Exact);
        writer.WriteNumber("revision", row.Revision);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string property, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        writer.WriteStartObject(property);
        foreach (var (name, value) in texts)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
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
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string Time(long unixMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime;
        var seconds = time.ToString("s", CultureInfo.InvariantCulture);
        return time.Millisecond == 0 ? $"{seconds}Z" : string.Create(CultureInfo.InvariantCulture, $"{seconds}.{time.Millisecond:000}Z");
    }
}
