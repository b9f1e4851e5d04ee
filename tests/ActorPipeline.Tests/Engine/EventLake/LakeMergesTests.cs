using ActorPipeline.EventLake;
using Xunit;

namespace ActorPipeline.Tests.Engine.EventLake;

public class LakeMergesTests
{
    private static readonly LakeMergeOptions Options = new() { MinFiles = 3, TargetBytes = 100 };

    [Fact]
    public void A_file_counts_unless_another_one_covers_it()
    {
        LakeEntry[] files = [File(10, 20), File(0, 10), File(0, 30), File(30, 40), File(20, 30), File(10, 20, hour: 6), File(10, 20, partition: 1), File(10, 20, epoch: 2)];
        Assert.Equal(
            [File(0, 30), File(30, 40), File(10, 20, epoch: 2), File(10, 20, partition: 1), File(10, 20, hour: 6)], LakeMerges.Standing(files));
        Assert.Equal([File(10, 20), File(0, 10), File(20, 30)], LakeMerges.Replaced(files));
    }

    // Whoever merged first did not know of the other.
    [Fact]
    public void Of_two_that_merged_the_one_that_covers_more_counts() =>
        Assert.Equal([File(0, 40)], LakeMerges.Standing([File(0, 30), File(0, 40), File(0, 10), File(30, 40), File(10, 40)]));

    [Fact]
    public void Enough_small_neighbours_are_merged_until_they_are_large_enough()
    {
        LakeEntry[] files =
        [
            File(0, 10, bytes: 30), File(10, 20, bytes: 30), File(20, 30, bytes: 30), File(40, 50, bytes: 30), File(50, 60, bytes: 30), File(60, 70, bytes: 30),
            File(70, 80, bytes: 99), File(80, 90, bytes: 1), File(90, 95, bytes: 1),
        ];
        var merges = LakeMerges.Plan(files, Options);
        Assert.Equal([(0L, 30L), (40L, 70L)], merges.Select(LakeMerges.SpanOf).Select(span => (span.From, span.To)));
        Assert.All(merges, merge => Assert.Equal(3, merge.Count));
    }

    [Fact]
    public void Files_of_different_hours_partitions_and_topics_are_not_merged() => Assert.Empty(
        LakeMerges.Plan([File(0, 10), File(10, 20), File(20, 30, hour: 6), File(20, 30, partition: 1), File(20, 30, epoch: 2)], Options));

    // A folder that is listed while files are published may show a later one and not an earlier one.
    [Fact]
    public void A_file_after_which_others_may_be_missing_is_left_alone()
    {
        LakeEntry[] first = [File(0, 10), File(20, 30), File(0, 10, hour: 6)];
        LakeEntry[] second = [File(0, 10), File(10, 20), File(20, 30), File(40, 50), File(0, 10, hour: 6), File(10, 20, hour: 6), File(0, 10, partition: 1)];
        Assert.Equal([File(0, 10), File(10, 20), File(20, 30), File(0, 10, hour: 6)], LakeMerges.Settled(first, second));
    }

    [Fact]
    public void What_was_merged_is_not_merged_again_alone() => Assert.Empty(LakeMerges.Plan([File(0, 30), File(0, 10), File(10, 20), File(20, 30)], Options));

    private static LakeEntry File(long from, long to, int hour = 5, int partition = 0, long epoch = 1, long bytes = 1) =>
        new(new LakeHour(hour), new LakeSpan(partition, epoch, from, to), bytes);
}
