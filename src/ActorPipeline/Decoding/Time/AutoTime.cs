namespace ActorPipeline.Decoding.Time;

/// <summary>Unix time in seconds, milliseconds or microseconds, told apart by magnitude, or ISO 8601.</summary>
internal sealed class AutoTime(ZoneClock clock) : TimePattern
{
    // 10^11 s is the year 5138, 10^11 ms is March 1973; 10^14 ms is 5138, 10^14 µs is 1973.
    private const long SmallestMilliseconds = 100_000_000_000;
    private const long SmallestMicroseconds = 100_000_000_000_000;

    private readonly IsoTime _iso = new(clock);

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        if (!UnixTime.TrySplit(text, out var whole, out var fraction))
        {
            return _iso.TryParse(text, out unixMs);
        }

        unixMs = whole switch
        {
            < SmallestMilliseconds => (whole * 1000) + UnixTime.Milliseconds(fraction),
            < SmallestMicroseconds => whole,
            _ => whole / 1000,
        };
        return true;
    }
}
