using System.Buffers.Text;
using ActorPipeline.Events;
using ActorPipeline.Log;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>Reads records of the form <c>time;value;value</c>: unix milliseconds and the fields in order, <c>-</c> for a missing one.</summary>
public sealed class LineDecoder : IEventDecoder
{
    /// <inheritdoc/>
    public DecodeError Decode(ReadOnlySpan<byte> record, long timestampMs, RecordHeaders headers, DecodedEvent decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        decoded.Clear();
        if (!Utf8Parser.TryParse(record, out long time, out var at))
        {
            return new DecodeError("bad-line", "expected unix milliseconds at byte 0");
        }

        decoded.TimeMs = time;
        for (var field = 0; field < decoded.FieldCount && at < record.Length; field++)
        {
            var start = at + 1;
            var length = record[start..].IndexOf((byte)';');
            length = length < 0 ? record.Length - start : length;
            at = start + length;
            if (!record.Slice(start, length).SequenceEqual("-"u8))
            {
                decoded.SetSlice(field, start, length);
            }
        }

        return DecodeError.None;
    }
}
