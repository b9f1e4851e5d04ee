using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Windows;

namespace ActorPipeline.BatchViews;

/// <summary>How windows and hours of events belong together: a slice holds the windows that begin in its hour.</summary>
internal sealed class WindowSlices(WindowDefinition window)
{
    private readonly ZoneWindows? _zone = ZoneWindows.Of(window);

    /// <summary>The slices that have windows which hold events of an hour, in order.</summary>
    public IEnumerable<LakeHour> Of(LakeHour events)
    {
        // The first window that may hold one begins after this.
        var after = _zone?.At(events.StartMs).StartMs - 1 ?? events.StartMs - window.LengthMs;
        for (var hour = LakeHour.Of(after + 1); hour.Number <= events.Number; hour = hour.Next)
        {
            if (FirstStart(Math.Max(after + 1, hour.StartMs)) < hour.Next.StartMs)
            {
                yield return hour;
            }
        }
    }

    /// <summary>The last hour whose events windows of a slice may hold.</summary>
    public LakeHour LastInput(LakeHour slice)
    {
        var last = slice.Next.StartMs - 1;
        return LakeHour.Of((_zone?.At(last).EndMs ?? (WindowMath.FloorDivide(last, window.EveryMs) * window.EveryMs) + window.LengthMs) - 1);
    }

    /// <summary>The windows that begin in an hour, in order.</summary>
    public IEnumerable<(long StartMs, long EndMs)> WindowsOf(LakeHour slice)
    {
        for (var start = FirstStart(slice.StartMs); start < slice.Next.StartMs; start = FirstStart(start + 1))
        {
            yield return (start, _zone?.At(start).EndMs ?? start + window.LengthMs);
        }
    }

    /// <summary>Up to which start windows have ended by a time: those that begin at what is returned, or later, end later.</summary>
    public long FirstOpenStart(long atMs) => _zone?.At(atMs).StartMs ?? atMs - window.LengthMs + 1;

    // The first begin of a window at a time or after it.
    private long FirstStart(long fromMs)
    {
        if (_zone is null)
        {
            return -WindowMath.FloorDivide(-fromMs, window.EveryMs) * window.EveryMs;
        }

        var (start, end) = _zone.At(fromMs);
        return start == fromMs ? start : end;
    }
}
