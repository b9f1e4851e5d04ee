using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Makes decoders.</summary>
/// <remarks>
/// Every decoder refuses a record that is larger than the source allows or is not UTF-8, and an event that lacks a declared field which is not optional.
/// Reasons (<see cref="DecodeError.Code"/>): <c>too-large</c>, <c>bad-utf8</c>, <c>bad-json</c>, <c>bad-delimited</c>, <c>bad-csv</c>, <c>bad-access-log</c>,
/// <c>bad-w3c</c>, <c>duplicate-key</c>, <c>wrong-type</c>, <c>missing-field</c>, <c>bad-time</c>. Bytes are counted from 0.
/// </remarks>
public static class EventDecoder
{
    /// <summary>Makes a decoder for a source's events, for one thread at a time.</summary>
    /// <exception cref="FormatException">The time pattern or its zone cannot be used, or a path is none of the format's.</exception>
    public static IEventDecoder Create(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Format switch
        {
            EventFormat.Json => new JsonDecoder(source),
            EventFormat.Delimited => new DelimitedDecoder(source),
            EventFormat.Csv => new CsvDecoder(source),
            EventFormat.AccessLog => new AccessLogDecoder(source),
            EventFormat.W3c => new W3cDecoder(source),
            _ => throw new FormatException($"one of the formats json, delimited, csv, access-log and w3c, and {source.Format} is none"),
        };
    }
}
