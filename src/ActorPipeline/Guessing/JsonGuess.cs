using System.Text.Json;
using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>JSON objects: one a line, in an array, or over several lines.</summary>
internal static class JsonGuess
{
    // More paths than a proposal names, and deeper ones.
    private const int MaxPaths = 64;
    private const int MaxDepth = 8;

    public static IEnumerable<SourceDraft> Of(ReadOnlyMemory<byte> text, IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        var begin = text.TrimStart(" \t\r\n"u8);
        if (begin.IsEmpty || begin.Span[0] is not ((byte)'{' or (byte)'['))
        {
            yield break;
        }

        var isByLine = lines.Any(IsObject);
        var records = isByLine ? lines : Values(text);
        var documents = records.Where(IsObject).Take(SourceGuesser.MaxRecords).ToList();
        var choice = new FieldChoice(Samples(documents), documents.Count);
        if (choice.Key is { } key)
        {
            yield return new SourceDraft(SourceDraft.Of(EventFormat.Json, choice.Time, choice.Fields), key, records) { SpansLines = !isByLine };
        }
    }

    private static bool IsObject(ReadOnlyMemory<byte> record)
    {
        try
        {
            using var document = JsonDocument.Parse(record);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<FieldSample> Samples(List<ReadOnlyMemory<byte>> documents)
    {
        var samples = new Dictionary<string, FieldSample>(StringComparer.Ordinal);
        foreach (var record in documents)
        {
            using var document = JsonDocument.Parse(record);
            foreach (var (path, value) in Scalars(document.RootElement, "", 0))
            {
                if (!samples.TryGetValue(path, out var sample) && samples.Count < MaxPaths)
                {
                    samples[path] = sample = new FieldSample(path);
                }

                sample?.Add(value);
            }
        }

        return [.. samples.Values];
    }

    // Of arrays the first item.
    private static IEnumerable<(string Path, string Value)> Scalars(JsonElement element, string path, int depth)
    {
        if (element.ValueKind == JsonValueKind.Object && depth < MaxDepth)
        {
            var prefix = path.Length == 0 ? "" : $"{path}.";
            return element.EnumerateObject()
                .Select(member => (Name: TextOf(() => member.Name), member.Value))
                .Where(member => !string.IsNullOrEmpty(member.Name))
                .SelectMany(member => Scalars(member.Value, prefix + Step(member.Name!), depth + 1));
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.GetArrayLength() > 0 && path.Length > 0 && depth < MaxDepth ? Scalars(element[0], $"{path}[0]", depth + 1) : [];
        }

        return element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) && TextOf(element.ToString) is { } text ? [(path, text)] : [];
    }

    // An escape may stand for half a character, which is no text.
    private static string? TextOf(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Step(string name) => name.AsSpan().IndexOfAny(['.', '"', '[', ']']) >= 0
        ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : name;

    /// <summary>The objects of a text: one after the other, or in one array. What is cut off or no JSON ends them.</summary>
    private static List<ReadOnlyMemory<byte>> Values(ReadOnlyMemory<byte> text)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(text.Span, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        try
        {
            while (values.Count < SourceGuesser.MaxRecords && reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType == JsonTokenType.StartObject && reader.TrySkip())
                {
                    values.Add(text[start..(int)reader.BytesConsumed]);
                }
                else if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray))
                {
                    break;
                }
            }
        }
        catch (JsonException)
        {
            // What comes before it tells enough.
        }

        return values;
    }
}
