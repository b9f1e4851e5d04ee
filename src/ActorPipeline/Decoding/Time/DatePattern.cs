namespace ActorPipeline.Decoding.Time;

/// <summary>Times written as a date pattern says, element by element.</summary>
internal sealed class DatePattern : TimePattern
{
    private readonly DateElement[] _elements;
    private readonly ZoneClock _clock;

    private DatePattern(DateElement[] elements, ZoneClock clock)
    {
        _elements = elements;
        _clock = clock;
    }

    /// <summary>Prepares a date pattern; see <see cref="TimePattern.Compile"/>.</summary>
    /// <exception cref="FormatException">It is no date pattern.</exception>
    public static TimePattern Compile(string pattern, ZoneClock clock)
    {
        var elements = DatePatternParser.Parse(pattern);
        return FixedDatePattern.TryCreate(elements, clock) ?? (TimePattern)new DatePattern(elements, clock);
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        var parts = new DateParts();
        foreach (var element in _elements)
        {
            if (!parts.TryTake(element, ref text))
            {
                return false;
            }
        }

        return text.IsEmpty && parts.TryCombine(out var clockMs) && TryPlace(parts.OffsetMs, clockMs, out unixMs);
    }

    private bool TryPlace(long? offsetMs, long clockMs, out long unixMs)
    {
        if (offsetMs is { } offset)
        {
            unixMs = clockMs - offset;
            return true;
        }

        return _clock.TryToUnix(clockMs, out unixMs);
    }
}
