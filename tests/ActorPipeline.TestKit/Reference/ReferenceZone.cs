using System.Collections.Concurrent;
using ActorPipeline.Definitions;

namespace ActorPipeline.TestKit.Reference;

/// <summary>The windows of a zone's clock, found by looking at the clock every minute: written down from the rule, not from the engine.</summary>
/// <param name="clock">What the clock shows at a unix time in milliseconds, as milliseconds since it showed the beginning of 1970.</param>
/// <param name="lengthMs">The length of a window on a day on which the clock is not set.</param>
public sealed class ReferenceZone(Func<long, long> clock, long lengthMs)
{
    private const long MinuteMs = 60_000;
    private const long DayMs = 1440 * MinuteMs;

    private static readonly ConcurrentDictionary<WindowDefinition, ReferenceZone> All = [];
    private readonly List<(long StartMs, long EndMs)> _known = [];

    /// <summary>The windows of a view, by the zone data of this machine.</summary>
    public static ReferenceZone Of(WindowDefinition window) => All.GetOrAdd(window, static window =>
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(window.Zone!);
        return new ReferenceZone(
            unixMs =>
            {
                var shown = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).DateTime;
                return (shown - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
            },
            window.LengthMs);
    });

    /// <summary>The window that holds a time.</summary>
    public (long StartMs, long EndMs) At(long timeMs)
    {
        lock (_known)
        {
            if (_known.Exists(window => window.StartMs <= timeMs && timeMs < window.EndMs))
            {
                return _known.Find(window => window.StartMs <= timeMs && timeMs < window.EndMs);
            }

            var begins = Begins(timeMs - lengthMs - (3 * DayMs), timeMs + lengthMs + (2 * DayMs));
            _known.Add((begins.Last(begin => begin <= timeMs), begins.First(begin => begin > timeMs)));
            return _known[^1];
        }
    }

    /// <summary>When windows begin between two times.</summary>
    public List<long> Begins(long fromMs, long toMs)
    {
        var begins = new List<long>();
        var from = fromMs - (fromMs % MinuteMs);
        var before = clock(from);
        var reached = Number(before);
        var comesAgainUntil = long.MinValue;
        for (var at = from + MinuteMs; at < toMs; at += MinuteMs)
        {
            var now = clock(at);
            var setBack = before + MinuteMs - now;
            comesAgainUntil = setBack >= lengthMs ? at + setBack : comesAgainUntil;
            if (Number(now) > reached || (at < comesAgainUntil && Begin(Number(now)) == now))
            {
                begins.Add(at);
            }

            reached = Math.Max(reached, Number(now));
            before = now;
        }

        return begins;
    }

    // Windows are counted from the first Monday of 1970.
    private long Number(long clockMs) => (long)Math.Floor((clockMs - (4 * DayMs)) / (double)lengthMs);

    private long Begin(long number) => (number * lengthMs) + (4 * DayMs);
}
