using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Emission;

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
        writer.WriteString("asOf"u8, IsoText.OrNull(value.Parts[^1].AsOfMs));
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

        writer.WriteStartArray("rows"u8);
        foreach (var part in value.Parts.Where(part => !part.Rows.IsEmpty))
        {
            writer.WriteRawValue(part.Rows.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
