using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ActorPipeline.Emission;
using ActorPipeline.Log;

namespace ActorPipeline.Node.Operators;

/// <summary>An event that could not be decoded.</summary>
/// <param name="Id">Its id: partition and offset in the dead-letter topic, as <c>p-o</c>.</param>
/// <param name="Offset">The source offset.</param>
/// <param name="TimeMs">When it was found, unix milliseconds.</param>
/// <param name="Bytes">Its bytes as they came; the record's memory.</param>
internal sealed record DeadLetterEntry(string Id, string Topic, int Partition, long Offset, long TimeMs, string Reason, ReadOnlyMemory<byte> Bytes)
{
    public static DeadLetterEntry Of(LogRecord record)
    {
        var headers = record.Headers.Decode().ToDictionary(header => header.Name, header => header.Value);
        long Number(string name) => long.Parse(headers[name], CultureInfo.InvariantCulture);
        return new DeadLetterEntry(
            $"0-{record.Offset}", headers["ap-topic"], (int)Number("ap-partition"), Number("ap-offset"), Number("ap-time"), headers["ap-reason"], record.Value);
    }

    /// <summary>The entry as operators see it; <c>text</c> is null when its bytes are not UTF-8.</summary>
    public object ToDocument() => new
    {
        Id,
        Topic,
        Partition,
        Offset,
        Time = IsoText.Of(TimeMs),
        Reason,
        Text = Utf8.IsValid(Bytes.Span) ? Encoding.UTF8.GetString(Bytes.Span) : null,
        Base64 = Convert.ToBase64String(Bytes.Span),
    };
}
