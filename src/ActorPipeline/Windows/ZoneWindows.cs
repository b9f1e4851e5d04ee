using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;

namespace ActorPipeline.Windows;

/// <summary>The windows of a zone's clock, by the zone data of this machine. Safe to use from any thread.</summary>
/// <remarks>
/// A window begins when the clock first shows a multiple of the length, counted from Monday, 5 January 1970, or when it is set forward over one. So a window
/// in which the clock is set forward is shorter, and one that is skipped whole does not exist; one in which the clock is set back is longer. Where the clock
/// is set back by a length or more, whole windows come twice, and the second ones are windows of their own: two hours from 02:00.
/// Whatever the clock does, one window ends where the next one begins.
/// </remarks>
internal sealed class ZoneWindows
{
    private const long DayMs = 86_400_000;
    private const long FirstMondayMs = 4 * DayMs;

    // No clock is set twice in so short a time.
    private const long StepMs = DayMs / 4;

    // Begins of windows are worked out for so many windows, or days, at once.
    private const int WindowsAtOnce = 8;

    private readonly TimeZoneInfo _zone;
    private readonly long _lengthMs;
    private readonly long _stretchMs;
    private readonly Stretch?[] _stretches = new Stretch?[4];

    /// <exception cref="FormatException">There is no such zone.</exception>
    public ZoneWindows(string zone, long lengthMs)
    {
        _zone = TimeZones.Find(zone);
        _lengthMs = lengthMs;
        _stretchMs = WindowsAtOnce * Math.Max(lengthMs, DayMs);
    }

    /// <summary>The windows of a view; null where no zone decides where they begin.</summary>
    public static ZoneWindows? Of(WindowDefinition window) => window.Zone is { } zone ? new ZoneWindows(zone, window.LengthMs) : null;

    /// <summary>The window that holds a time.</summary>
    public (long StartMs, long EndMs) At(long timeMs)
    {
        var begins = BeginsAround(WindowMath.FloorDivide(timeMs, _stretchMs));
        var at = Array.BinarySearch(begins, timeMs);
        at = at < 0 ? ~at - 1 : at;
        return (begins[at], begins[at + 1]);
    }

    // Events come from near times: neighbouring stretches are kept.
    private long[] BeginsAround(long number)
    {
        ref var kept = ref _stretches[number & 3];
        if (kept is { } known && known.Number == number)
        {
            return known.Begins;
        }

        // No window is longer than its length and a day.
        var margin = _lengthMs + (2 * DayMs);
        var stretch = new Stretch(number, BeginsIn((number * _stretchMs) - margin, ((number + 1) * _stretchMs) + margin));
        kept = stretch;
        return stretch.Begins;
    }

    private long[] BeginsIn(long fromMs, long toMs)
    {
        var begins = new List<long>();
        var offset = OffsetMs(fromMs);
        var shown = fromMs + offset;
        while (fromMs < toMs)
        {
            var changeMs = NextChange(fromMs, toMs, offset);
            AddBegins(begins, fromMs, changeMs, offset, shown);
            shown = Math.Max(shown, changeMs + offset);
            fromMs = changeMs;
            offset = OffsetMs(changeMs);
        }

        return [.. begins];
    }

    /// <param name="shownMs">The latest that the clock has shown before.</param>
    private void AddBegins(List<long> begins, long fromMs, long toMs, long offsetMs, long shownMs)
    {
        var clock = fromMs + offsetMs;
        var next = MultipleFrom(shownMs);
        if (next < clock)
        {
            begins.Add(fromMs);
            next = MultipleFrom(clock + 1);
        }
        else if (shownMs - clock >= _lengthMs)
        {
            next = MultipleFrom(clock);
        }

        for (; next - offsetMs < toMs; next += _lengthMs)
        {
            begins.Add(next - offsetMs);
        }
    }

    private long MultipleFrom(long clockMs) => FirstMondayMs - (WindowMath.FloorDivide(FirstMondayMs - clockMs, _lengthMs) * _lengthMs);

    private long NextChange(long fromMs, long toMs, long offsetMs)
    {
        for (var at = fromMs + StepMs; at < toMs; at += StepMs)
        {
            if (OffsetMs(at) != offsetMs)
            {
                return ChangeBetween(at - StepMs, at, offsetMs);
            }
        }

        return toMs;
    }

    private long ChangeBetween(long beforeMs, long afterMs, long offsetMs)
    {
        while (afterMs - beforeMs > 1)
        {
            var middle = beforeMs + ((afterMs - beforeMs) / 2);
            (beforeMs, afterMs) = OffsetMs(middle) == offsetMs ? (middle, afterMs) : (beforeMs, middle);
        }

        return afterMs;
    }

    // There are no events beyond.
    private long OffsetMs(long unixMs) => _zone.OffsetMs(Math.Clamp(unixMs, 0, TimePattern.EndMs));

    private sealed record Stretch(long Number, long[] Begins);
}
