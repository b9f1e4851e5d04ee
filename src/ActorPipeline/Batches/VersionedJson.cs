using System.Buffers;
using System.Text.Json;

namespace ActorPipeline.Batches;

/// <summary>Documents in JSON that begin with the version of their format.</summary>
internal static class VersionedJson
{
    /// <summary>Writes a document.</summary>
    /// <param name="members">Writes what stands behind the version.</param>
    public static ReadOnlyMemory<byte> Write(int version, Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            members(json);
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="known">The newest version that is known.</param>
    /// <param name="read">Reads it: the document and its version.</param>
    /// <param name="oldest">The oldest version that is still read; only the known one when left out.</param>
    /// <exception cref="FormatException">The bytes are none.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, string what, int known, Func<JsonElement, int, T> read, int? oldest = null)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var version = document.RootElement.GetProperty("version").GetInt32();
            UnknownFormatVersionException.ThrowUnless(version, known, what, oldest);
            return read(document.RootElement, version);
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"this is no {what}: {damage.Message}", damage);
        }
    }
}
