using ActorPipeline.Intake;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

public sealed class EventClockTests
{
    private const long Hour = 3_600_000;
    private const long Begin = 1_485_352_952_000;
    private const long Year = 365 * 24 * Hour;
    private static readonly ClockRule Rule = new(24 * Hour, JumpConfirmations: 4, LeadMs: 100 * Year);

    [Fact]
    public void One_event_far_ahead_moves_nothing()
    {
        var clock = Seen(Established(), Begin + Year);

        Assert.Equal((Begin, Begin + Year), (clock.TimeMs, clock.AheadMs));
        Assert.Equal(Begin + 5, Seen(clock, Begin + 5, Begin + 3).TimeMs);
    }

    [Fact]
    public void Enough_of_them_move_it_to_the_smallest_of_theirs()
    {
        var clock = Seen(Established(), Begin + Year, Begin + (48 * Hour) + 7, Begin + (48 * Hour) + 3);
        Assert.Equal(Begin, clock.TimeMs);

        Assert.Equal(Begin + (48 * Hour) + 3, Seen(clock, Begin + (49 * Hour)).TimeMs);
    }

    [Fact]
    public void Each_event_that_is_not_takes_one_back()
    {
        var clock = Established();
        for (var i = 1; i < 100; i++)
        {
            clock = Seen(clock, Begin + Year, Begin + Year, Begin + i, Begin + i);
        }

        Assert.Equal(Begin + 99, clock.TimeMs);
        Assert.Equal(Begin + Year, Seen(clock, Begin + Year, Begin + Year, Begin + Year, Begin + 1, Begin + Year, Begin + Year).TimeMs);
    }

    [Fact]
    public void No_record_moves_time_further_ahead_of_itself_than_the_lead()
    {
        var rule = Rule with { LeadMs = 1_000 };
        var clock = EventClock.None.After(Begin + Hour, Begin, rule);
        Assert.Equal((Begin + 1_000, Begin + Hour), (clock.TimeMs, clock.FrontMs));

        // The sixteen of one client whose clock is fast, then everybody else's.
        clock = Enumerable.Range(0, 16).Aggregate(clock, (seen, i) => seen.After(Begin + Hour + i, Begin + 10, rule));
        Assert.Equal((Begin + 1_010, Begin + Hour + 15), (clock.TimeMs, clock.FrontMs));
        Assert.Equal(Begin + 1_010, clock.After(Begin + 500, Begin + 500, rule).TimeMs);
        Assert.Equal(Begin + 2_000, clock.After(Begin + 2_000, Begin + 1_990, rule).TimeMs);
    }

    [Fact]
    public void Nor_do_those_that_confirm_a_jump()
    {
        var rule = Rule with { LeadMs = 1_000 };
        var clock = EventClock.At(Begin);
        for (var i = 0; i < 4; i++)
        {
            clock = clock.After(Begin + Year, Begin + (i * Hour), rule);
        }

        Assert.Equal((Begin + (3 * Hour) + 1_000, Begin + Year), (clock.TimeMs, clock.FrontMs));
    }

    [Fact]
    public void What_passes_between_records_is_no_jump()
    {
        var clock = Established();
        var morning = Begin + (60 * Hour);

        Assert.Equal(morning, clock.After(morning, Begin + (60 * Hour), Rule).TimeMs);
        Assert.Equal(Begin, clock.After(morning, Begin + (30 * Hour), Rule).TimeMs);
    }

    [Fact]
    public void The_first_one_is_taken_back_when_those_after_it_are_far_behind()
    {
        var clock = Seen(EventClock.None, Begin + Year, Begin, Begin + 1);
        Assert.Equal((Begin + 1, Begin + Year), (clock.TimeMs, clock.AheadMs));

        // Once enough have come, what is far behind is late.
        Assert.Equal(Begin + 4, Seen(clock, Begin + 2, Begin + 3, Begin + 4, Begin - Year).TimeMs);
    }

    [Fact]
    public void With_one_confirmation_every_time_counts_at_once()
    {
        var rule = new ClockRule(0, JumpConfirmations: 1, LeadMs: 100 * Year);
        var clock = EventClock.None;
        foreach (var time in (long[])[Begin, Begin + Year, Begin - Year, Begin + 1])
        {
            clock = clock.After(time, 0, rule);
        }

        Assert.Equal((Begin + Year, Begin + Year), (clock.TimeMs, clock.AheadMs));
    }

    [Fact]
    public void Once_it_is_certain_it_never_falls()
    {
        var random = new Random(5);
        for (var run = 0; run < 500; run++)
        {
            var clock = Established();
            for (var i = 0; i < 200; i++)
            {
                var next = clock.After(clock.TimeMs + random.NextInt64(-60 * Hour, 60 * Hour), Begin, Rule);
                Assert.True(next.TimeMs >= clock.TimeMs, $"{next} after {clock}");
                clock = next;
            }
        }
    }

    [Fact]
    public void A_jump_that_time_has_passed_since_does_not_take_it_back()
    {
        var clock = Seen(Established(), Begin + (25 * Hour), Begin + (25 * Hour), Begin + (24 * Hour), Begin + (40 * Hour), Begin + (70 * Hour), Begin + (70 * Hour));
        Assert.Equal(Begin + (40 * Hour), clock.TimeMs);
        Assert.Equal(Begin + (70 * Hour), Seen(clock, Begin + (70 * Hour), Begin + (70 * Hour)).TimeMs);
    }

    [Fact]
    public void After_an_upgrade_an_old_log_may_jump_no_further_than_a_new_one() =>
        Assert.Equal(Begin, EventClock.At(Begin).After(Begin + Year, Begin + (11 * Year), Rule).TimeMs);

    [Fact]
    public void It_is_committed_with_the_offset()
    {
        var position = new IntakePosition(17, new EventClock(1, 2, 7, 3, 4, 5, 6), FromOffset: 9);

        Assert.Equal("7:1:8:9:2:3:4:5:6:7", position.Metadata(7, 8));
        Assert.Equal((position, 7L, (long?)8L), IntakePosition.Of(17, position.Metadata(7, 8)));
    }

    [Theory]
    [InlineData("7:1", null, 0)]
    [InlineData("7:1:8:9", 8L, 9)]
    public void What_earlier_versions_committed_is_read(string metadata, long? shardLog, long from) =>
        Assert.Equal((new IntakePosition(17, EventClock.At(1), from), 7L, shardLog), IntakePosition.Of(17, metadata));

    [Fact]
    public void What_was_committed_before_records_had_a_lead_is_read() =>
        Assert.Equal((new IntakePosition(17, new EventClock(1, 2, 1, 3, 4, 5, 6), 9), 7L, (long?)8L), IntakePosition.Of(17, "7:1:8:9:2:3:4:5:6"));

    [Theory]
    [InlineData("")]
    [InlineData("7:1:8")]
    [InlineData("7:1:8:9:2")]
    [InlineData("7:1:8:9:2:3:4:5:x")]
    public void Anything_else_is_refused(string metadata) => Assert.Throws<FormatException>(() => IntakePosition.Of(17, metadata));

    private static EventClock Established() => Seen(EventClock.None, Begin, Begin, Begin, Begin);

    // All records of one load bear the same time.
    private static EventClock Seen(EventClock clock, params long[] times) => times.Aggregate(clock, (seen, time) => seen.After(time, Begin, Rule));
}
