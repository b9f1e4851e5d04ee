using System.Text;
using ActorPipeline.Node.Serving;
using ActorPipeline.Status;

namespace ActorPipeline.Node.Operators;

/// <summary>A dead letter as operators see it; <c>text</c> is null when its bytes are not UTF-8.</summary>
internal sealed record DeadLetterDocument(
    string Id, string Topic, int Partition, long Offset, string Time, string Reason, string? Text, string Base64)
{
    public static DeadLetterDocument Of(DeadLetterEntry entry) => new(
        entry.Id,
        entry.Topic,
        entry.Partition,
        entry.Offset,
        IsoTime.Of(entry.TimeMs),
        entry.Reason,
        System.Text.Unicode.Utf8.IsValid(entry.Bytes.Span) ? Encoding.UTF8.GetString(entry.Bytes.Span) : null,
        Convert.ToBase64String(entry.Bytes.Span));
}
