using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Live;

/// <summary>Writes frames; the rows are copied as they are.</summary>
internal sealed class LiveFrameConverter : JsonConverter<LiveFrame>
{
    public override LiveFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("frames are only sent");

    public override void Write(Utf8JsonWriter writer, LiveFrame value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, value.Id);
        writer.WriteNumber("seq"u8, value.Seq);
        WriteAsOf(writer, value.Parts[^1].AsOfMs);
        if (value.Parts[0].ResetKeys is { } keys)
        {
            writer.WriteBoolean("reset"u8, true);
            writer.WritePropertyName("keys"u8);
            writer.WriteRawValue(keys.Span, skipInputValidation: true);
        }

        if (value.Parts[^1].Error is { } error)
        {
            writer.WriteString("error"u8, error);
        }

        WriteRows(writer, value.Parts);
        writer.WriteEndObject();
    }

    private static void WriteAsOf(Utf8JsonWriter writer, long? asOfMs)
    {
        writer.WritePropertyName("asOf"u8);
        if (asOfMs is { } time)
        {
            RowJson.WriteTime(writer, time);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteRows(Utf8JsonWriter writer, IReadOnlyList<LiveRows> parts)
    {
        writer.WriteStartArray("rows"u8);
        foreach (var part in parts.Where(part => !part.Rows.IsEmpty))
        {
            writer.WriteRawValue(part.Rows.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }
}
