using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Log;

namespace ActorPipeline.Tests.Engine.Decoding;

/// <summary>Sources as tests declare them, and events as tests read them.</summary>
internal static class Sources
{
    public const long TimestampMs = 1_500_000_000_000;

    public static SourceDefinition Json(params string[] fields) => Of(EventFormat.Json, fields);

    public static SourceDefinition AccessLog(params string[] fields) => Of(EventFormat.AccessLog, fields);

    public static SourceDefinition Columns(EventFormat format, string columns, params string[] fields) =>
        Of(format, fields) with { Separator = ';', Columns = columns.Split(' ') };

    /// <summary>A field is written <c>name=path</c>, <c>path</c>, or with a question mark behind when it is optional.</summary>
    public static SourceDefinition Of(EventFormat format, params string[] fields) => new()
    {
        Topic = "topic",
        Partitions = 1,
        Format = format,
        Time = new TimeDefinition(null, "auto", "UTC"),
        Fields = [.. fields.Select(Field)],
        LateAfter = TimeSpan.Zero,
        AllowedLateness = TimeSpan.Zero,
        IdleAfter = TimeSpan.Zero,
        FutureLimit = TimeSpan.FromDays(1),
        MaxRecordBytes = 1 << 20,
    };

    public static SourceDefinition Timed(this SourceDefinition source, string path, string pattern, string zone = "UTC") =>
        source with { Time = new TimeDefinition(path, pattern, zone) };

    /// <summary>What becomes of a record: <c>name=value</c> per field that has one and the time where the source has a path for it, or the error.</summary>
    public static string Decode(this SourceDefinition source, ReadOnlySpan<byte> record, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var decoded = new DecodedEvent(source.Fields.Count);
        var error = EventDecoder.Create(source).Decode(record, TimestampMs, RecordHeaders.Encode(headers), decoded);
        return error.IsError ? $"{error.Code}: {error.Detail}" : Show(source, record, decoded);
    }

    public static string Decode(this SourceDefinition source, string record, params ReadOnlySpan<(string Name, string Value)> headers) =>
        source.Decode(Encoding.UTF8.GetBytes(record), headers);

    public static string Show(SourceDefinition source, ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var shown = new List<string>();
        for (var field = 0; field < source.Fields.Count; field++)
        {
            if (decoded.Has(field))
            {
                shown.Add($"{source.Fields[field].Name}={Encoding.UTF8.GetString(decoded.Value(record, field))}");
            }
        }

        if (decoded.IsNothingToCount)
        {
            shown.Add("nothing to count");
        }

        return string.Join(" | ", source.Time.Path is null ? shown : shown.Append($"@{decoded.TimeMs}"));
    }

    private static FieldDefinition Field(string text)
    {
        var parts = text.TrimEnd('?').Split('=', 2);
        return new FieldDefinition(parts[0], parts[^1], text.EndsWith('?'));
    }
}
