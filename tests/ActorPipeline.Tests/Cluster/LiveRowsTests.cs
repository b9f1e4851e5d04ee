using System.Text;
using ActorPipeline.Cluster;
using ActorPipeline.Pipelines;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

public sealed class LiveRowsTests
{
    private const int Announce = 5;

    private static readonly ViewDefinition View = TestPipelines.Films.Views[0];

    private readonly TestCluster _cluster = new();
    private readonly List<RowBatch> _seen = [];
    private int _missed;

    [Fact]
    public void Rows_come_from_other_nodes_only_while_somebody_watches()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1);
        worker.Feed.Publish([Batch(1)]);
        _cluster.Advance(1);
        Assert.Empty(_cluster.Log.Everything(TestCluster.LiveTopic));

        var following = Watch(web);
        _cluster.Advance(0.1);
        worker.Feed.Publish([Batch(2)]);
        _cluster.Advance(0.1);
        Assert.Equal([2], _seen.Select(batch => batch.Revision));

        following.Dispose();
        _cluster.Advance(0.1);
        var before = _cluster.Log.Everything(TestCluster.LiveTopic).Count;
        worker.Feed.Publish([Batch(3)]);
        _cluster.Advance(1);
        Assert.Equal(before, _cluster.Log.Everything(TestCluster.LiveTopic).Count);
    }

    [Fact]
    public void Rows_arrive_as_they_were()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2"));
        Watch(web);
        _cluster.Advance(0.1);
        var sent = Batch(7);
        worker.Feed.Publish([sent]);
        _cluster.Advance(0.1);
        var got = Assert.Single(_seen);
        Assert.Equal((sent.Pipeline, sent.Shard, sent.Window, sent.Revision, sent.Count), (got.Pipeline, got.Shard, got.Window, got.Revision, got.Count));
        for (var row = 0; row < sent.Count; row++)
        {
            Assert.Equivalent(sent.RowAt(row, "speed"), got.RowAt(row, "speed"), strict: true);
        }
    }

    [Fact]
    public void Rows_of_this_node_are_shown_here_at_once_and_once()
    {
        var (web, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        Watch(web);
        other.Feed.Follow(View.Name, static _ => { }, static () => { });
        _cluster.Advance(0.1);
        web.Feed.Publish([Batch(1)]);
        Assert.Single(_seen);
        _cluster.Advance(1);
        Assert.Single(_seen);
    }

    [Fact]
    public void Rows_of_another_view_are_not_sent()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2"));
        web.Feed.Follow("client-visits", _seen.Add, static () => { });
        _cluster.Advance(0.1);
        worker.Feed.Publish([Batch(1)]);
        _cluster.Advance(1);
        Assert.Empty(_seen);
        Assert.DoesNotContain(_cluster.Log.Everything(TestCluster.LiveTopic), record => record.Value.Span[1] == (byte)LiveRecordKind.Rows);
    }

    [Fact]
    public void Who_begins_to_watch_is_told_to_read_anew_once_rows_flow()
    {
        var (web, _) = (_cluster.Start("n1"), _cluster.Start("n2"));
        _cluster.Advance(1);
        Watch(web);
        Assert.Equal(0, _missed);
        _cluster.Advance(0.1);
        Assert.Equal(1, _missed);
        _cluster.Advance(3);
        Assert.Equal(1, _missed);
    }

    [Fact]
    public void Rows_there_is_no_room_for_are_dropped_and_told_of()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2", change: options => options with { LiveBuffer = 4 }));
        Watch(web);
        _cluster.Advance(1);
        _missed = 0;

        // All at once: nothing runs in between, as when a shard is faster than the log.
        worker.Feed.Publish([.. Enumerable.Range(0, 10).Select(Batch)]);
        _cluster.Advance(0.1);
        Assert.Equal([0, 1, 2, 3], _seen.Select(batch => batch.Revision));
        Assert.Equal(1, _missed);
        worker.Feed.Publish([Batch(99)]);
        _cluster.Advance(0.1);
        Assert.Equal(99, _seen[^1].Revision);
        Assert.Equal(1, _missed);
    }

    [Fact]
    public void Rows_that_the_log_does_not_take_are_told_of_when_it_does_again()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2"));
        Watch(web);
        _cluster.Advance(1);
        _missed = 0;
        worker.Log.RefusesAppends = true;
        worker.Feed.Publish([Batch(1)]);
        _cluster.Advance(1);
        worker.Log.RefusesAppends = false;
        _cluster.Until(() => _missed > 0, Announce + 1);
        Assert.Empty(_seen);
        worker.Feed.Publish([Batch(2)]);
        _cluster.Advance(0.1);
        Assert.Equal([2], _seen.Select(batch => batch.Revision));
    }

    [Fact]
    public void Rows_larger_than_a_record_are_read_from_the_store_instead()
    {
        var (web, worker) = (_cluster.Start("n1"), _cluster.Start("n2", change: options => options with { MaxRecordBytes = 60 }));
        Watch(web);
        _cluster.Advance(1);
        _missed = 0;
        worker.Feed.Publish([Batch(1)]);
        _cluster.Advance(0.1);
        Assert.Equal((0, 1), (_seen.Count, _missed));
    }

    private IDisposable Watch(BusNode node) => node.Feed.Follow(View.Name, _seen.Add, () => _missed++);

    private static RowBatch Batch(int revision)
    {
        var batch = new RowBatch("films", View, 3, new RowWindow(TestRows.Start, TestRows.Start + 120_000, TestRows.Start + 1), revision);
        for (var row = 0; row < 3; row++)
        {
            batch.Keys[0].Add("Action"u8);
            batch.Keys[1].Add(Encoding.UTF8.GetBytes(new string('é', row)));
            ((WholeNumberColumn)batch.Columns[0]).Add(row);
            ((WholeNumberColumn)batch.Columns[1]).Add(long.MaxValue - row);
            batch.EndRow(row != 1);
        }

        return batch;
    }
}
