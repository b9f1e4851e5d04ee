using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Log;

namespace ActorPipeline.Intake;

/// <summary>What the intake asks of an event beyond its format: that its numbers are some, and that it does not lie too far after its record. Immutable and
/// safe to use from any thread.</summary>
/// <remarks>Who takes events asks here before: what was accepted can be applied.</remarks>
internal sealed class EventChecks
{
    private readonly SourceDefinition _source;
    private readonly long _futureLimitMs;
    private readonly int[] _numbers;

    public EventChecks(SourceDefinition source, IntakePlan plan)
    {
        _source = source;
        _futureLimitMs = (long)source.FutureLimit.TotalMilliseconds;
        _numbers = plan.Numbers;
    }

    /// <summary>Decodes a record; why it would be a dead letter, or <see cref="DecodeError.None"/>.</summary>
    public DecodeError Decode(IEventDecoder decoder, ReadOnlySpan<byte> record, long timestampMs, RecordHeaders headers, DecodedEvent decoded)
    {
        var error = decoder.Decode(record, timestampMs, headers, decoded);
        return error.IsError ? error : Check(record, decoded, timestampMs);
    }

    /// <summary>Why a decoded event would be a dead letter, or <see cref="DecodeError.None"/>.</summary>
    /// <param name="record">The record that it was decoded from.</param>
    /// <param name="timestampMs">The record's timestamp.</param>
    public DecodeError Check(ReadOnlySpan<byte> record, DecodedEvent decoded, long timestampMs)
    {
        foreach (var field in _numbers)
        {
            if (decoded.Has(field) && !FixedPoint.TryParse(decoded.Value(record, field), out _))
            {
                return BadNumber(_source.Fields[field]);
            }
        }

        return CheckTime(decoded.TimeMs, timestampMs);
    }

    /// <summary>Why an event of a time would be a dead letter, or <see cref="DecodeError.None"/>.</summary>
    public DecodeError CheckTime(long timeMs, long timestampMs) => timeMs <= timestampMs + _futureLimitMs
        ? DecodeError.None
        : new DecodeError("in-the-future", $"event time is {(timeMs - timestampMs) / 1000} s after the record's, expected at most {_futureLimitMs / 1000} s");

    /// <summary>The refusal of a field that should hold a number.</summary>
    public static DecodeError BadNumber(FieldDefinition field) => new("bad-number", $"field {field.Name}: expected a number below 10^18");
}
