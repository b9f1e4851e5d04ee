using System.Globalization;
using ActorPipeline.Decoding.Time;
using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class ZoneWindowsTests
{
    private const long HourMs = 3_600_000;
    private static readonly int[] Lengths = [1, 2, 3, 8, 24, 48, 168];

    public static TheoryData<string, string, string> Zones { get; } = new()
    {
        { "Europe/Berlin", "2024-01-01T00:00Z", "2027-01-01T00:00Z" },
        { "America/New_York", "2024-01-01T00:00Z", "2027-01-01T00:00Z" },
        { "Australia/Lord_Howe", "2024-01-01T00:00Z", "2027-01-01T00:00Z" },
        { "Asia/Kathmandu", "2024-01-01T00:00Z", "2027-01-01T00:00Z" },
        { "UTC", "2024-01-01T00:00Z", "2027-01-01T00:00Z" },
        { "Pacific/Apia", "2011-11-15T00:00Z", "2012-05-01T00:00Z" },
        { "America/Sao_Paulo", "2018-02-01T00:00Z", "2019-04-01T00:00Z" },
        { "America/St_Johns", "2010-02-01T00:00Z", "2011-05-01T00:00Z" },
        { "America/Havana", "2023-02-01T00:00Z", "2024-12-01T00:00Z" },
        { "Antarctica/Troll", "2023-02-01T00:00Z", "2024-12-01T00:00Z" },
        { "Antarctica/Casey", "2009-09-01T00:00Z", "2011-12-01T00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void They_are_the_ones_that_a_look_at_the_clock_every_minute_finds(string zone, string from, string to)
    {
        foreach (var hours in Lengths)
        {
            var windows = new ZoneWindows(zone, hours * HourMs);
            var begins = new ReferenceZone(ZoneTable.ClockOf(zone), hours * HourMs).Begins(Ms(from), Ms(to));
            Assert.NotEmpty(begins);
            foreach (var (start, end) in begins.Zip(begins.Skip(1)))
            {
                Assert.Equal((hours, Text(start), Text(end)), Shown(hours, windows.At(start)));
                Assert.Equal((hours, Text(start), Text(end)), Shown(hours, windows.At(end - 1)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Every_hour_lies_in_exactly_one(string zone, string from, string to)
    {
        foreach (var hours in Lengths)
        {
            var windows = new ZoneWindows(zone, hours * HourMs);
            for (var time = Ms(from); time < Ms(to); time += HourMs)
            {
                var (start, end) = windows.At(time);
                Assert.True(start <= time && time < end, $"{Text(time)} in {Text(start)} to {Text(end)}");
                Assert.Equal((start, end), windows.At(start));
                Assert.Equal((start, end), windows.At(end - 1));
                Assert.Equal(end, windows.At(end).StartMs);
                Assert.Equal(start, windows.At(start - 1).EndMs);
            }
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", "2024-03-31T00:00Z", 24, "2024-03-30T23:00Z", "2024-03-31T22:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T12:00Z", 24, "2024-10-26T22:00Z", "2024-10-27T23:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T00:59Z", 1, "2024-10-27T00:00Z", "2024-10-27T01:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T01:00Z", 1, "2024-10-27T01:00Z", "2024-10-27T02:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T01:00Z", 2, "2024-10-27T00:00Z", "2024-10-27T03:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T01:00Z", 3, "2024-10-26T22:00Z", "2024-10-27T02:00Z")]
    [InlineData("Europe/Berlin", "2024-03-31T01:30Z", 1, "2024-03-31T01:00Z", "2024-03-31T02:00Z")]
    [InlineData("Europe/Berlin", "2024-03-31T01:30Z", 2, "2024-03-31T01:00Z", "2024-03-31T02:00Z")]
    [InlineData("Europe/Berlin", "2024-03-31T00:30Z", 3, "2024-03-30T23:00Z", "2024-03-31T01:00Z")]
    [InlineData("Europe/Berlin", "2024-04-03T00:00Z", 168, "2024-03-31T22:00Z", "2024-04-07T22:00Z")]
    [InlineData("Europe/Berlin", "2024-03-31T00:00Z", 168, "2024-03-24T23:00Z", "2024-03-31T22:00Z")]
    [InlineData("America/New_York", "2025-11-02T12:00Z", 24, "2025-11-02T04:00Z", "2025-11-03T05:00Z")]
    [InlineData("Australia/Lord_Howe", "2025-04-05T15:00Z", 1, "2025-04-05T14:00Z", "2025-04-05T15:30Z")]
    [InlineData("Australia/Lord_Howe", "2025-10-04T15:45Z", 1, "2025-10-04T15:30Z", "2025-10-04T16:00Z")]
    [InlineData("Australia/Lord_Howe", "2025-04-05T15:00Z", 24, "2025-04-05T13:00Z", "2025-04-06T13:30Z")]
    [InlineData("Asia/Kathmandu", "2025-06-01T00:00Z", 24, "2025-05-31T18:15Z", "2025-06-01T18:15Z")]
    [InlineData("Asia/Kathmandu", "2025-06-01T00:00Z", 1, "2025-05-31T23:15Z", "2025-06-01T00:15Z")]
    [InlineData("Pacific/Apia", "2011-12-30T09:59Z", 24, "2011-12-29T10:00Z", "2011-12-30T10:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00Z", 24, "2011-12-30T10:00Z", "2011-12-31T10:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T12:00Z", 24, "2018-11-04T03:00Z", "2018-11-05T02:00Z")]
    [InlineData("America/Sao_Paulo", "2018-02-18T02:30Z", 24, "2018-02-17T02:00Z", "2018-02-18T03:00Z")]
    [InlineData("America/Sao_Paulo", "2018-02-18T02:30Z", 1, "2018-02-18T02:00Z", "2018-02-18T03:00Z")]
    [InlineData("America/St_Johns", "2010-11-07T03:00Z", 24, "2010-11-07T02:30Z", "2010-11-08T03:30Z")]
    [InlineData("America/St_Johns", "2010-11-07T02:31Z", 1, "2010-11-07T02:30Z", "2010-11-07T03:30Z")]
    [InlineData("America/Havana", "2024-11-03T05:00Z", 24, "2024-11-03T04:00Z", "2024-11-04T05:00Z")]
    [InlineData("America/Havana", "2024-11-03T05:00Z", 1, "2024-11-03T05:00Z", "2024-11-03T06:00Z")]
    [InlineData("Antarctica/Casey", "2010-03-04T15:00Z", 3, "2010-03-04T13:00Z", "2010-03-04T16:00Z")]
    [InlineData("Antarctica/Casey", "2010-03-04T16:00Z", 3, "2010-03-04T16:00Z", "2010-03-04T19:00Z")]
    public void On_days_on_which_the_clock_is_set(string zone, string time, int hours, string start, string end) =>
        Assert.Equal((hours, start, end), Shown(hours, new ZoneWindows(zone, hours * HourMs).At(Ms(time))));

    [Fact]
    public void They_are_the_same_in_whatever_order_times_come() => Property.ForSeeds(random =>
    {
        var (zone, hours) = (random.Next(2) == 0 ? "Europe/Berlin" : "America/Sao_Paulo", Lengths[random.Next(Lengths.Length)]);
        var windows = new ZoneWindows(zone, hours * HourMs);
        for (var i = 0; i < 60; i++)
        {
            var time = random.NextInt64(TimePattern.EndMs);
            time = random.Next(4) == 0 ? time : time % (3 * 365 * 24 * HourMs);
            var found = windows.At(time);
            Assert.True(found.StartMs <= time && time < found.EndMs);
            Assert.Equal(new ZoneWindows(zone, hours * HourMs).At(time), found);
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(366 * 24)]
    public void The_first_and_the_last_time_that_an_event_may_have_lie_in_one(int hours)
    {
        foreach (var time in new[] { 0, TimePattern.EndMs - 1 })
        {
            var (start, end) = new ZoneWindows("Europe/Berlin", hours * HourMs).At(time);
            Assert.True(start <= time && time < end);
        }
    }

    [Fact]
    public void A_cursor_gives_their_start_for_a_pane_and_none_once_one_has_ended_and_its_allowed_lateness()
    {
        var window = new WindowDefinition(24 * HourMs, 24 * HourMs, "Europe/Berlin");
        var cursor = new PaneCursor(new WindowMath(window, ZoneWindows.Of(window)), HourMs);
        var (time, start, end) = (Ms("2024-10-27T12:00Z"), Ms("2024-10-26T22:00Z"), Ms("2024-10-27T23:00Z"));

        Assert.True(cursor.TryFind(time, end + HourMs - 1, out var pane));
        Assert.Equal((start, 0), (pane.Number, pane.Skip));
        Assert.False(cursor.TryFind(time, end + HourMs, out _));
        Assert.True(cursor.TryFind(end, end + HourMs, out var next));
        Assert.Equal(end, next.Number);
        Assert.True(cursor.TryFind(time, long.MinValue, out _));
    }

    [Fact]
    public void Who_is_not_given_the_zone_knows_their_starts_only()
    {
        var math = new WindowMath(new WindowDefinition(24 * HourMs, 24 * HourMs, "Europe/Berlin"));
        var start = Ms("2024-10-26T22:00Z");

        Assert.Equal((start, start, start, 1), (math.StartOf(start), math.FirstWindow(start), math.LastWindow(start), math.WindowsOf(start)));
        Assert.Equal("where windows of a zone end is told by the shard log", Assert.Throws<InvalidOperationException>(() => math.EndOf(start)).Message);
        Assert.Throws<InvalidOperationException>(() => math.PaneOf(start));
    }

    private static (int Hours, string Start, string End) Shown(int hours, (long StartMs, long EndMs) window) => (hours, Text(window.StartMs), Text(window.EndMs));

    private static string Text(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
