using ActorPipeline.Node.Demo;
using ActorPipeline.Node.Settings;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Demo;

public sealed class VisitGeneratorTests
{
    private static readonly DemoOptions Options = new(true, Rate: 100, Seed: 7, Clients: 50, Pages: 20, DayLength: TimeSpan.FromMinutes(10));

    [Fact]
    public void Equal_seeds_give_equal_visits_and_others_do_not()
    {
        Assert.Equal(Day(1), Day(1));
        Assert.NotEqual(Day(1), Day(2));
    }

    [Fact]
    public void A_day_has_its_average_a_quiet_night_and_a_busy_noon()
    {
        var day = Day(1);
        var perMinute = day.GroupBy(visit => visit.Minute).ToDictionary(minute => minute.Key, minute => minute.Count());
        Assert.True(perMinute[0] * 3 < perMinute[5], $"{perMinute[0]} at night, {perMinute[5]} at noon");

        // The shape alone averages the rate; rushes add up to a tenth and, by chance, a little more.
        Assert.InRange(day.Count, 60_000 - 10, 75_000);
    }

    [Fact]
    public void Pages_are_drawn_by_rank_and_clients_return()
    {
        var day = Day(1);
        var pages = day.CountBy(visit => visit.Visit.Page).ToDictionary();
        Assert.Equal(Options.Pages, pages.Count);
        Assert.True(pages[0] > 5 * pages[19], $"{pages[0]} against {pages[19]}");
        Assert.Equal(Options.Clients, day.Select(visit => visit.Visit.Client).Distinct().Count());
    }

    [Fact]
    public void Now_and_then_one_page_is_rushed_to()
    {
        var calm = Day(1).GroupBy(visit => visit.Minute).Select(minute => minute.CountBy(visit => visit.Visit.Page).Max(page => (double)page.Value / minute.Count()));
        Assert.Contains(calm, share => share > 0.4);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_pipeline_understands_what_it_is_sent(string pipeline)
    {
        var source = TestPipelines.All.First(definition => definition.Name == pipeline).Source;
        var record = ActorPipeline.Node.Collector.EventComposer.For(source).Compose(new DemoVisit(3, 4).Value, TestNode.Now);
        var decoded = new ActorPipeline.Events.DecodedEvent(source.Fields.Count);
        var error = ActorPipeline.Decoding.EventDecoder.Create(source).Decode(record, TestNode.Now.ToUnixTimeMilliseconds(), default, decoded);
        Assert.Null(error.Detail);
        Assert.Equal(TestNode.Now.ToUnixTimeMilliseconds(), decoded.TimeMs);
    }

    public static TheoryData<string> Formats => ["films", "site", "access"];

    private static List<(int Minute, DemoVisit Visit)> Day(int seed)
    {
        var start = TestNode.Now;
        var generator = new VisitGenerator(Options, seed, start);
        return [.. Enumerable.Range(1, 2_400).SelectMany(tick =>
            generator.Until(start.AddMilliseconds(250 * tick)).Select(visit => ((tick - 1) / 240, visit)))];
    }
}
