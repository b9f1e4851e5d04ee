using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>An event that could not be decoded, as the dead-letter topic keeps it. Immutable.</summary>
/// <param name="Source">The partition it came from.</param>
/// <param name="SourceOffset">Its offset there. A letter may stand in the dead-letter topic more than once, with the same position.</param>
/// <param name="Reason">Why it could not be decoded.</param>
/// <param name="Bytes">The event as it came; shares the record's memory.</param>
public sealed record DeadLetter(TopicPartition Source, long SourceOffset, string Reason, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Reads a record of a dead-letter topic.</summary>
    /// <param name="record">The record.</param>
    /// <param name="letter">The letter.</param>
    /// <returns>False when the record does not say where its event came from: this product did not write it.</returns>
    public static bool TryRead(in LogRecord record, [NotNullWhen(true)] out DeadLetter? letter)
    {
        letter = null;
        if (!record.Headers.TryGet("ap-topic"u8, out var topic)
            || !record.Headers.TryGet("ap-partition"u8, out var number) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !record.Headers.TryGet("ap-offset"u8, out var position) || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        record.Headers.TryGet("ap-reason"u8, out var reason);
        letter = new DeadLetter(new TopicPartition(Encoding.UTF8.GetString(topic), partition), offset, Encoding.UTF8.GetString(reason), record.Value);
        return true;
    }
}
