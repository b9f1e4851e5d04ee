using ActorPipeline.Cluster;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.Serving;
using ActorPipeline.Shards;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

public sealed class ReportTests
{
    private const string Films = "films";

    private readonly TestCluster _cluster = new();

    [Fact]
    public void What_a_node_serves_is_known_everywhere_within_a_second()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        second.Board.Show(1, Shard("n2", epoch: 4, accepted: 10));
        second.Board.Show(0, new IntakeReport(10, 9, 8, true, "the log is slow"));
        _cluster.Advance(1.1);

        var shard = first.Reports.Shard(Films, 1)!;
        Assert.Equal((true, "n2"), (shard.IsServed, shard.Owner));
        Assert.Equal(Shard("n2", 4, 10).Status, shard.Report.Status);
        Assert.Equal(10, shard.Report.Counters.Accepted);
        Assert.Equal(new IntakeSeen(new IntakeReport(10, 9, 8, true, "the log is slow"), true, "n2"), first.Reports.Intake(Films, 0));
        Assert.Null(first.Reports.Shard(Films, 0));
        Assert.Equal([0, 1], first.Members.Select(first.Bus.ShardsOf));
        Assert.Equal([0, 1], second.Members.Select(second.Bus.ShardsOf));
    }

    [Fact]
    public void A_shard_that_was_handed_over_is_served_by_nobody_until_another_node_takes_it()
    {
        var (first, second, third) = (_cluster.Start("n1"), _cluster.Start("n2"), _cluster.Start("n3"));
        second.Board.Show(1, Shard("n2", epoch: 4, accepted: 10));
        _cluster.Advance(1.1);
        second.Board.Clear(PlacedRole.Shards, 1);
        _cluster.Advance(1.1);
        var nowhere = first.Reports.Shard(Films, 1)!;
        Assert.Equal((false, "n2", 10L), (nowhere.IsServed, nowhere.Owner, nowhere.Report.Counters.Accepted));

        // The new owner has not loaded the checkpoint yet: the counters go on being known.
        third.Board.Show(1, new ShardReport(ShardStatus.Starting(Films, 1, "n3"), new ShardCounters()));
        _cluster.Advance(1.1);
        var taken = first.Reports.Shard(Films, 1)!;
        Assert.Equal((true, "n3", 10L), (taken.IsServed, taken.Owner, taken.Report.Counters.Accepted));
        third.Board.Show(1, Shard("n3", epoch: 5, accepted: 12));
        _cluster.Advance(1.1);
        Assert.Equal(12, first.Reports.Shard(Films, 1)!.Report.Counters.Accepted);
    }

    [Fact]
    public void A_shard_of_a_node_that_crashed_is_served_by_nobody_once_that_is_missed()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        second.Board.Show(1, Shard("n2", epoch: 4, accepted: 10));
        _cluster.Advance(1.1);
        second.Crash();
        _cluster.Advance(4);
        Assert.True(first.Reports.Shard(Films, 1)!.IsServed);
        _cluster.Advance(2);
        Assert.False(first.Reports.Shard(Films, 1)!.IsServed);
    }

    [Fact]
    public void Of_two_nodes_that_report_a_shard_the_one_with_the_higher_epoch_counts()
    {
        var (first, second, third) = (_cluster.Start("n1"), _cluster.Start("n2"), _cluster.Start("n3"));
        second.Board.Show(1, Shard("n2", epoch: 5, accepted: 10));
        _cluster.Advance(1.1);
        third.Board.Show(1, Shard("n3", epoch: 4, accepted: 9));
        _cluster.Advance(3);
        Assert.Equal("n2", first.Reports.Shard(Films, 1)!.Owner);
        third.Board.Show(1, Shard("n3", epoch: 6, accepted: 11));
        _cluster.Advance(3);
        Assert.Equal("n3", first.Reports.Shard(Films, 1)!.Owner);
    }

    [Fact]
    public void A_fenced_shard_is_not_reported()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var report = Shard("n2", epoch: 5, accepted: 10);
        second.Board.Show(1, report with { Status = report.Status with { State = "fenced" } });
        _cluster.Advance(2);
        Assert.Null(first.Reports.Shard(Films, 1));
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        var (first, second) = (_cluster.Start("n1"), _cluster.Start("n2"));
        second.Board.Show(0, new IntakeReport(0, 0, 0, false, new string('x', 100_000)));
        _cluster.Advance(1.1);
        Assert.Equal(501, first.Reports.Intake(Films, 0)!.Report.Trouble!.Length);
    }

    private static ShardReport Shard(string owner, long epoch, long accepted)
    {
        var checkpoint = new CheckpointStatus(5, 6, 7, 8, 9.5);
        var status = new ShardStatus(Films, 1, owner, epoch, "running", null, 100, 0, 1, 2, 3, 4, 5, checkpoint) { RecoveredInSeconds = 1.5 };
        return new ShardReport(status, new ShardCounters { Accepted = accepted, Applied = accepted });
    }
}
