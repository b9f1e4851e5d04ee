namespace ActorPipeline.Decoding.Time;

/// <summary>Times written as a date pattern says, element by element.</summary>
internal sealed class DatePattern(DateElement[] elements, ZoneClock clock) : TimePattern
{
    /// <summary>Prepares a date pattern; see <see cref="TimePattern.Compile"/>.</summary>
    /// <exception cref="FormatException">It is no date pattern.</exception>
    public static TimePattern Compile(string pattern, ZoneClock clock)
    {
        var parsed = DatePatternParser.Parse(pattern);
        return FixedDatePattern.TryCreate(parsed, clock) ?? (TimePattern)new DatePattern(parsed, clock);
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        var parts = new DateParts();
        foreach (var element in elements)
        {
            if (!parts.TryTake(element, ref text))
            {
                return false;
            }
        }

        if (!text.IsEmpty || !parts.TryCombine(out var clockMs))
        {
            return false;
        }

        unixMs = clockMs - (parts.OffsetMs ?? 0);
        return parts.OffsetMs is not null || clock.TryToUnix(clockMs, out unixMs);
    }
}
