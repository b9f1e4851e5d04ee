using System.Text.Json;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Collector;

/// <summary>Splits a request body into events.</summary>
internal static class EventSplitter
{
    /// <summary>Splits a body by its media type and the pipeline's format.</summary>
    /// <returns>The events in order, as slices of the body wherever they stand in it as they are.</returns>
    /// <exception cref="ProblemException">The body is empty, of an unknown type, not the array it begins as, or holds too many events.</exception>
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string? contentType, SourceDefinition source, int maxEvents)
    {
        var format = source.Format;
        body = body.Span.StartsWith("\ufeff"u8) ? body["\ufeff"u8.Length..] : body;
        var trimmed = body.TrimStart(" \t\r\n"u8);
        if (trimmed.IsEmpty)
        {
            throw ProblemException.BadRequest("empty-body", "the body holds no event");
        }

        var isJson = IsJson(contentType, format);
        if (trimmed.Span[0] == '[' && (isJson || format == EventFormat.Json))
        {
            return Array(trimmed, format, maxEvents);
        }

        return isJson
            ? [Element(trimmed.TrimEnd(" \t\r\n"u8), format)]
            : Lines(body, source, maxEvents);
    }

    private static bool IsJson(string? contentType, EventFormat format)
    {
        var media = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return media switch
        {
            // A form is what curl -d says it sends, whatever it sends.
            null or "" or "application/x-www-form-urlencoded" => format == EventFormat.Json,
            "application/json" => true,
            "application/x-ndjson" or "text/plain" or "text/csv" => false,
            _ => throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported-media-type",
                $"{media} is not taken; send application/json, application/x-ndjson, text/plain or text/csv"),
        };
    }

    private static List<ReadOnlyMemory<byte>> Array(ReadOnlyMemory<byte> body, EventFormat format, int maxEvents)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        var scanner = new JsonArrayScanner(body.Span);
        while (scanner.MoveNext())
        {
            Add(events, Element(body.Slice(scanner.Start, scanner.Length), format), maxEvents);
        }

        return scanner.Error is { } error ? throw ProblemException.BadRequest("bad-json-array", error) : events;
    }

    // A line wrapped in a JSON string is that line; a JSON pipeline takes values as they stand.
    private static ReadOnlyMemory<byte> Element(ReadOnlyMemory<byte> element, EventFormat format)
    {
        if (format == EventFormat.Json || element.Span[0] != '"')
        {
            return element;
        }

        try
        {
            var reader = new Utf8JsonReader(element.Span);
            reader.Read();
            var text = new byte[element.Length];
            return text.AsMemory(0, reader.CopyString(text));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ProblemException.BadRequest("bad-json-string", $"an element is not a JSON string: {exception.Message}");
        }
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> body, SourceDefinition source, int maxEvents)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        foreach (var record in TextRecords.Of(body, source.Format == EventFormat.Csv ? (byte)source.Separator : null))
        {
            Add(events, record, maxEvents);
        }

        return events;
    }

    private static void Add(List<ReadOnlyMemory<byte>> events, ReadOnlyMemory<byte> item, int maxEvents)
    {
        if (events.Count == maxEvents)
        {
            throw new ProblemException(StatusCodes.Status413PayloadTooLarge, "too-many-events", $"the body holds more than {maxEvents} events");
        }

        events.Add(item);
    }
}
