using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class WindowMathTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9_999, 0)]
    [InlineData(10_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10_000, -1)]
    [InlineData(-10_001, -2)]
    public void A_pane_holds_its_start_and_not_its_end(long timeMs, long pane) => Assert.Equal(pane, new WindowMath(new WindowDefinition(10_000, 10_000)).PaneOf(timeMs));

    [Fact]
    public void A_pane_lies_in_exactly_the_windows_that_hold_its_times() => Property.ForSeeds(
        random =>
        {
            var window = Draw(random);
            var math = new WindowMath(window);
            var time = random.NextInt64(-200_000, 200_000);
            var pane = math.PaneOf(time);
            var windows = new List<long>();
            for (var start = math.FirstWindow(pane); start <= math.LastWindow(pane); start += math.Every)
            {
                windows.Add(start);
            }

            Assert.Equal(NaivePipeline.WindowsOf(window, time).Order(), windows);
            Assert.Equal(windows.Count, math.WindowsOf(pane));
            Assert.InRange(time, math.StartOf(pane), math.StartOf(pane + 1) - 1);
        },
        seeds: 2_000);

    [Fact]
    public void A_window_takes_events_until_the_watermark_reaches_its_end_and_the_allowed_lateness() => Property.ForSeeds(
        random =>
        {
            var window = Draw(random);
            var math = new WindowMath(window);
            var lateness = random.Next(3) * 1_000L;
            var time = random.NextInt64(-50_000, 50_000);
            var watermark = time + random.NextInt64(-70_000, 70_000);
            var pane = math.PaneOf(time);
            var open = NaivePipeline.WindowsOf(window, time).Where(start => start + window.LengthMs + lateness > watermark).Order().ToList();
            var key = new PaneKey(pane, math.Expired(pane, watermark, lateness));
            Assert.Equal(open, NaivePipeline.WindowsOf(window, time).Where(start => math.Counts(key, start)).Order());
            Assert.Equal(open.Count == 0, key.Skip >= math.WindowsOf(pane));

            var cursor = new PaneCursor(math, lateness);
            Assert.Equal(open.Count > 0, cursor.TryFind(time, watermark, out var found));
            Assert.Equal(key, found);
        },
        seeds: 3_000);

    [Fact]
    public void A_cursor_finds_what_a_fresh_one_finds() => Property.ForSeeds(random =>
    {
        var math = new WindowMath(Draw(random));
        var cursor = new PaneCursor(math, 5_000);
        for (var i = 0; i < 50; i++)
        {
            var time = random.NextInt64(-30_000, 30_000);
            var watermark = random.Next(9) == 0 ? long.MinValue : random.NextInt64(-40_000, 40_000);
            var expected = new PaneCursor(math, 5_000).TryFind(time, watermark, out var pane);
            Assert.Equal((expected, pane), (cursor.TryFind(time, watermark, out var found), found));
        }
    });

    [Fact]
    public void At_the_very_end_of_the_allowed_lateness_a_window_is_over()
    {
        var math = new WindowMath(new WindowDefinition(10_000, 10_000));
        Assert.Equal((0, 1), (math.Expired(0, 14_999, 5_000), math.Expired(0, 15_000, 5_000)));
    }

    private static WindowDefinition Draw(Random random)
    {
        var every = random.Next(1, 12) * 1_000;
        return new WindowDefinition(every + (random.Next(0, 30) * 500), every);
    }
}
