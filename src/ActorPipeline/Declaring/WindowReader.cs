using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>Reads a view's windows.</summary>
internal static class WindowReader
{
    private const int MaxPanes = 1440;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <exception cref="ConfigurationException">There are none, or none that can be kept.</exception>
    public static WindowDefinition Read(HoconCursor view, string setting)
    {
        if (view.OptionalChild(setting) is not { } window)
        {
            throw view.Fail(setting, "a window such as { length = 5s } or { length = 2m, every = 1m }; running totals without one are not available");
        }

        window.RejectUnknownKeys("length", "every", "zone");
        var length = ReadDuration(window, "length", Longest);
        var every = window.Has("every") ? ReadDuration(window, "every", length) : length;
        return window.Has("zone") ? ReadZoned(window, length, every) : CheckPanes(window, Define(length, every, null));
    }

    private static WindowDefinition ReadZoned(HoconCursor window, TimeSpan length, TimeSpan every)
    {
        var zone = window.GetString("zone");
        window.Parse("zone", () => TimeZones.Find(zone));
        var isHours = length.Ticks % Hour.Ticks == 0 && Day.Ticks % length.Ticks == 0;
        if (!isHours && length.Ticks % Day.Ticks != 0)
        {
            throw window.Fail("length", "1h, 2h, 3h, 4h, 6h, 8h, 12h or whole days, since the windows have a zone");
        }

        return every == length ? Define(length, every, zone) : throw window.Fail("every", "no other distance than the length, since the windows have a zone");
    }

    private static WindowDefinition CheckPanes(HoconCursor window, WindowDefinition definition)
    {
        var panes = definition.LengthMs / definition.PaneMs;
        return panes <= MaxPanes
            ? definition
            : throw window.Fail(
                "every",
                $"a distance of windows that cuts them into at most {MaxPanes} panes",
                $"{Duration(definition.EveryMs)}, which makes {panes} panes of {Duration(definition.PaneMs)}");
    }

    private static TimeSpan ReadDuration(HoconCursor window, string setting, TimeSpan most)
    {
        var duration = window.GetDuration(setting, Shortest, most);
        return duration.Ticks % TimeSpan.TicksPerMillisecond == 0 ? duration : throw window.Fail(setting, "a duration of whole milliseconds");
    }

    private static WindowDefinition Define(TimeSpan length, TimeSpan every, string? zone) =>
        new((long)length.TotalMilliseconds, (long)every.TotalMilliseconds, zone);

    private static string Duration(long milliseconds) => HoconUnits.Format(TimeSpan.FromMilliseconds(milliseconds));
}
