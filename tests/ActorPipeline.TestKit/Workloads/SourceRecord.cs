using System.Globalization;
using System.Text;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Reference;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>A record for the source topic and what the reference must make of it; its offset is known once it is appended.</summary>
/// <param name="TimestampMs">The record's own timestamp.</param>
/// <param name="TimeMs">The event time.</param>
/// <param name="Fields">The values by field index; null for a missing one.</param>
/// <param name="IsDeadLetter">Whether it must become a dead letter.</param>
/// <param name="Line">What stands in the record instead of time and values, or null.</param>
public sealed record SourceRecord(long TimestampMs, long TimeMs, IReadOnlyList<string?> Fields, bool IsDeadLetter = false, string? Line = null)
{
    /// <summary>The record to append.</summary>
    public NewRecord ToRecord() => new(
        Encoding.UTF8.GetBytes(Line ?? string.Create(CultureInfo.InvariantCulture, $"{TimeMs};{string.Join(';', Fields.Select(value => value ?? "-"))}")), TimestampMs);

    /// <summary>The event for the reference.</summary>
    public SourceEvent ToEvent(int partition, long offset) => new(partition, offset, TimeMs, Fields, IsDeadLetter, TimestampMs);
}
