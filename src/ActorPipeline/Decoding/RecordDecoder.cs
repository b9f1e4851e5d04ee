using System.Text;
using System.Text.Unicode;
using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Log;

namespace ActorPipeline.Decoding;

/// <summary>The stages every format shares: size, encoding, body, headers, required fields, time.</summary>
internal abstract class RecordDecoder : IEventDecoder
{
    private readonly int _maxBytes;
    private readonly string _pattern;
    private readonly TimePattern _timePattern;
    private readonly (byte[] Name, WantedValue Value)[] _headers;

    /// <exception cref="FormatException">The time pattern or its zone cannot be used.</exception>
    protected RecordDecoder(SourceDefinition source)
    {
        Wanted = new WantedValues(source);
        _maxBytes = source.MaxRecordBytes;
        _pattern = source.Time.Pattern;
        _timePattern = TimePattern.Compile(Wanted.Time is null ? "unix-ms" : source.Time.Pattern, source.Time.Zone);
        _headers = [.. Wanted.InHeaders.Select(value => (Encoding.UTF8.GetBytes(WantedValues.HeaderName(value.Path)), value))];
    }

    protected WantedValues Wanted { get; }

    public DecodeError Decode(ReadOnlySpan<byte> record, long timestampMs, RecordHeaders headers, DecodedEvent decoded)
    {
        if (record.Length > _maxBytes)
        {
            return DecodeErrors.TooLarge(record.Length, _maxBytes);
        }

        IsText = Utf8.IsValid(record);
        if (!IsText && !TakesAnyBytes)
        {
            return DecodeErrors.BadUtf8("record", record);
        }

        decoded.Clear();
        var error = ReadBody(record, decoded);
        if (decoded.IsNothingToCount)
        {
            decoded.TimeMs = DecodedEvent.NoTime;
            return DecodeError.None;
        }

        if (!error.IsError && _headers.Length > 0)
        {
            error = ReadHeaders(headers, decoded);
        }

        return error.IsError ? error : Complete(record, timestampMs, decoded);
    }

    /// <summary>Whether a record may hold bytes that are no UTF-8; what is read from it must be text all the same.</summary>
    protected virtual bool TakesAnyBytes => false;

    /// <summary>Whether the record that is read is UTF-8.</summary>
    protected bool IsText { get; private set; }

    /// <summary>Reads what stands in the record itself. What is no event, as a comment, it marks as <see cref="DecodedEvent.IsNothingToCount"/>.</summary>
    protected abstract DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded);

    /// <summary>Whether the lack of a value is no fault of the record, which then holds nothing that a view could count.</summary>
    protected virtual bool IsNothingToCount(WantedValue missing) => false;

    protected static ReadOnlySpan<byte> TrimLineBreak(ReadOnlySpan<byte> record) => record switch
    {
        [.. var line, (byte)'\r', (byte)'\n'] => line,
        [.. var line, (byte)'\n' or (byte)'\r'] => line,
        _ => record,
    };

    private DecodeError ReadHeaders(RecordHeaders headers, DecodedEvent decoded)
    {
        foreach (var (name, value) in _headers)
        {
            if (!headers.TryGet(name, out var text) || text.IsEmpty)
            {
                continue;
            }

            if (!Utf8.IsValid(text))
            {
                return DecodeErrors.BadUtf8(value.Label, text);
            }

            decoded.SetCopy(value.Slot, text);
        }

        return DecodeError.None;
    }

    private DecodeError Complete(ReadOnlySpan<byte> record, long timestampMs, DecodedEvent decoded)
    {
        foreach (var (slot, source) in Wanted.Shared)
        {
            decoded.Share(slot, source);
        }

        foreach (var value in Wanted.Required)
        {
            if (decoded.Has(value.Slot))
            {
                continue;
            }

            if (!IsNothingToCount(value))
            {
                return DecodeErrors.Missing(value);
            }

            decoded.IsNothingToCount = true;
        }

        return Wanted.Time is { } time ? ReadTime(record, time, decoded) : TakeTime(timestampMs, decoded);
    }

    private DecodeError ReadTime(ReadOnlySpan<byte> record, WantedValue time, DecodedEvent decoded)
    {
        if (!decoded.Has(time.Slot))
        {
            return DecodeErrors.Missing(time);
        }

        if (Wanted.Clock is { } clock && !decoded.Has(clock.Slot))
        {
            return DecodeErrors.Missing(clock);
        }

        var text = Wanted.Clock is { } both ? Join(record, time, both, decoded) : decoded.Value(record, time.Slot);
        if (!_timePattern.TryParse(text, out var unixMs))
        {
            return DecodeErrors.BadTime(time, _pattern, text);
        }

        decoded.TimeMs = unixMs;
        return DecodeError.None;
    }

    // A date and a time of day as one text.
    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> record, WantedValue date, WantedValue clock, DecodedEvent decoded)
    {
        var first = decoded.Value(record, date.Slot);
        var second = decoded.Value(record, clock.Slot);
        var text = decoded.Reserve(decoded.JoinedTimeSlot, first.Length + 1 + second.Length);
        first.CopyTo(text);
        text[first.Length] = (byte)' ';
        second.CopyTo(text[(first.Length + 1)..]);
        return text;
    }

    private static DecodeError TakeTime(long timestampMs, DecodedEvent decoded)
    {
        decoded.TimeMs = timestampMs;
        return TimePattern.IsEventTime(timestampMs)
            ? DecodeError.None
            : new DecodeError("bad-time", $"record: expected a timestamp from 1970 to 9998, found {timestampMs} ms");
    }
}
