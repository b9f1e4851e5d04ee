using ActorPipeline.Shards;
using Xunit;

namespace ActorPipeline.Tests.Engine.Shards;

public class ShardRulesTests
{
    [Fact]
    public void A_window_closes_when_the_watermark_reaches_its_end()
    {
        var story = new Story();
        Assert.Equal("", story.Event(0, 1, "a"));
        Assert.Equal("", story.Event(0, 9.999, "b"));
        Assert.Equal("a@0-10=1/1 first 1 r0; b@0-10=1/1 first 1 r0", story.Event(0, 10, "a"));
    }

    [Fact]
    public void Late_after_holds_the_watermark_back()
    {
        var story = new Story(lateAfter: 3);
        story.Event(0, 1, "a");
        Assert.Equal("", story.Event(0, 12.999, "a"));
        Assert.Equal("a@0-10=2/1 first 1 r0", story.Event(0, 4, "a") + story.Event(0, 13, "a"));
    }

    [Fact]
    public void Sliding_windows_close_one_after_another_and_share_their_panes()
    {
        var story = new Story(window: (20, 10));
        story.Event(0, 15, "a");
        Assert.Equal("a@0-20=1/1 first 15 r0", story.Event(0, 21, "a", "d"));
        Assert.Equal("a@10-30=2/2 first 15 r0", story.Event(0, 30, "b"));
    }

    [Fact]
    public void An_event_within_the_allowed_lateness_corrects_the_rows_it_touches()
    {
        var story = new Story(allowedLateness: 5);
        story.Event(0, 1, "a");
        story.Event(0, 2, "b");
        story.Event(0, 10, "a");
        Assert.Equal("a@0-10=2/2 first 1 r1", story.Event(0, 3, "a", "d"));
        Assert.Equal("a@0-10=3/2 first 1 r2", story.Event(0, 3, "a", "d"));
    }

    [Fact]
    public void A_smaller_first_event_time_corrects_every_row_of_the_window()
    {
        var story = new Story(allowedLateness: 5);
        story.Event(0, 2, "a");
        story.Event(0, 3, "b");
        story.Event(0, 10, "a");
        Assert.Equal("a@0-10=1/1 first 1 r1; b@0-10=2/1 first 1 r1", story.Event(0, 1, "b"));
    }

    [Fact]
    public void At_the_end_of_the_allowed_lateness_an_event_is_late()
    {
        var story = new Story(allowedLateness: 5);
        story.Event(0, 1, "a");
        story.Event(0, 14.999, "a");
        Assert.NotEqual("", story.Event(0, 2, "a"));
        story.Event(0, 15, "a");
        Assert.Equal("", story.Event(0, 2, "a"));
        Assert.Equal((4, 1), (story.State.Counters.Applied, story.State.Counters.Late));
    }

    [Fact]
    public void An_event_too_late_for_one_window_still_counts_in_the_next()
    {
        var story = new Story(window: (20, 10));
        story.Event(0, 11, "a");
        story.Event(0, 20, "b");
        Assert.Equal("", story.Event(0, 12, "a"));
        Assert.Equal("a@10-30=2/1 first 11 r0; b@10-30=1/1 first 11 r0", story.Event(0, 30, "c"));
    }

    [Fact]
    public void The_slowest_partition_holds_the_watermark()
    {
        var story = new Story(partitions: 2);
        story.Event(0, 1, "a");
        Assert.Equal("", story.Event(0, 50, "a"));
        Assert.Equal("", story.Event(1, 5, "a"));
        Assert.Equal("a@0-10=2/1 first 1 r0", story.Event(1, 10, "a"));
    }

    [Fact]
    public void An_idle_partition_does_not_hold_the_watermark()
    {
        var story = new Story(partitions: 2);
        story.Event(0, 1, "a");
        story.Event(0, 25, "a");
        Assert.Equal("a@0-10=1/1 first 1 r0", story.Idle(1, -1000));
    }

    [Fact]
    public void With_all_partitions_idle_the_watermark_is_the_largest()
    {
        var story = new Story(partitions: 2);
        story.Event(0, 1, "a");
        story.Event(1, 8, "a");
        Assert.Equal("", story.Idle(0, 5));
        Assert.Equal("a@0-10=2/1 first 1 r0", story.Idle(1, 12));
    }

    [Fact]
    public void A_partition_that_wakes_up_holds_the_watermark_again_but_never_turns_it_back()
    {
        var story = new Story(partitions: 2);
        story.Event(0, 25, "a");
        story.Idle(1, -1000);
        story.Event(1, 3, "b");
        Assert.Equal(25_000, story.State.WatermarkMs);
        Assert.Equal("", story.Event(0, 100, "a"));
        Assert.Equal((2, 1), (story.State.Counters.Applied, story.State.Counters.Late));
    }

    [Fact]
    public void Groups_above_the_bound_count_under_an_overflow_key()
    {
        var story = new Story(options: new ShardOptions(MaxGroupsPerPane: 2));
        foreach (var page in (string[])["a", "b", "c", "d", "a"])
        {
            story.Event(0, 1, page);
        }

        Assert.Equal("a@0-10=2/1 first 1 r0; b@0-10=1/1 first 1 r0; ~other@0-10=2/1 first 1 r0", story.Event(0, 10, "a"));
        Assert.Equal(2, story.State.Counters.Overflow);
    }
}
