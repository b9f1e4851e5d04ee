using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Asking;

namespace ActorPipeline.Actors.Tests.Messages;

/// <summary>A message as text with the type of every value, so that two can be compared member by member.</summary>
internal static class MessageText
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new Typed<Question>(), new Typed<object>() }, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Of(object message) => JsonSerializer.Serialize<object>(message, Options);

    private sealed class Typed<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("only written");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value!.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }
    }
}
