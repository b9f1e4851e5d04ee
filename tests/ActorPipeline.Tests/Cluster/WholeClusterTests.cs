using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ActorPipeline.Log;
using ActorPipeline.Placement;
using ActorPipeline.Serving;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

/// <summary>Two nodes with the real engine: what is asked of one is answered for both.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Runs on the test's own scheduler only, and ends with it.")]
public sealed class WholeClusterTests
{
    private const int Events = 40;

    private readonly TestCluster _cluster = new();
    private readonly InMemoryViewStore _store;
    private readonly RuntimeNode _first;
    private readonly RuntimeNode _second;

    public WholeClusterTests()
    {
        _store = new InMemoryViewStore(_cluster.Clock);
        _first = new RuntimeNode(_cluster, _store, "n1", 1);
        _second = new RuntimeNode(_cluster, _store, "n2", 2);
        _first.Placement.Give(PlacedRole.Intake, 0);
        _first.Placement.Give(PlacedRole.Shards, 0, 1);
        _second.Placement.Give(PlacedRole.Intake, 1);
        _second.Placement.Give(PlacedRole.Shards, 2, 3);
        _cluster.Advance(2);
    }

    [Fact]
    public void Waiting_and_counters_are_of_the_whole_cluster_on_every_node()
    {
        Append();
        Flush(_second);

        foreach (var node in new[] { _first, _second })
        {
            _cluster.Advance(1.1);
            var status = Status(node);
            Assert.Equal(("running", null), (status.State, status.Detail));
            Assert.Equal((Events, Events, 0), (status.Source, status.Accepted, status.Pending));
            Assert.Equal(status.Accepted, status.Applied + status.Late + status.DeadLetter + status.Duplicate);
            Assert.Equal(0, status.ShardLag);
            Assert.All(status.Partitions, partition => Assert.Equal(0, partition.Lag));
            Assert.Equal(["n1", "n1", "n2", "n2"], Shards(node).Select(shard => shard.Owner));
        }
    }

    [Fact]
    public void Open_rows_of_all_shards_are_read_on_any_node()
    {
        Append();
        _cluster.Do(async () =>
        {
            await _first.Runtime.WaitAppliedAsync(flush: false, TestContext.Current.CancellationToken);
            return 0;
        });
        var query = new RowQuery { Pipeline = "films", View = RuntimeNode.Pipeline.Views[0] };
        foreach (var node in new[] { _first, _second })
        {
            var rows = _cluster.Do(() => node.Runtime.OpenRowsAsync(query, TestContext.Current.CancellationToken).AsTask());
            var visits = rows.GroupBy(row => row.Window.StartMs).Select(window => window.Sum(row => (long)row.Columns[0].Value));
            Assert.Equal([Events, Events], visits);
            Assert.Equal(3, _cluster.Do(() => node.Runtime.OpenRowsAsync(query with { Limit = 3 }, TestContext.Current.CancellationToken).AsTask()).Count);
        }
    }

    [Fact]
    public void Counters_add_up_while_the_shards_of_a_node_that_left_are_with_nobody()
    {
        Append();
        Flush(_first);
        _cluster.Advance(1.1);
        _cluster.Do(async () =>
        {
            await _first.LeaveAsync();
            return 0;
        });

        Assert.Equal("n2", Assert.Single(_second.Bus.Members).Profile.Id);
        var nowhere = Status(_second);
        Assert.Equal(("recovering", "no node serves source partition 0, shard 0, shard 1"), (nowhere.State, nowhere.Detail));
        Assert.Equal((Events, Events, Events), (nowhere.Accepted, nowhere.Applied, nowhere.Source));
        Assert.Equal(["recovering", "recovering", "running", "running"], Shards(_second).Select(shard => shard.State));
        Assert.Equal("no node serves it; n1 was the last to", Shards(_second)[0].Waiting);

        _second.Placement.Give(PlacedRole.Shards, 0, 1);
        _second.Placement.Give(PlacedRole.Intake, 0);
        _cluster.Until(() => Status(_second).State == "running", 5);
        Assert.Equal(Events, Status(_second).Accepted);
        Assert.Equal(["n2", "n2", "n2", "n2"], Shards(_second).Select(shard => shard.Owner));
    }

    [Fact]
    public void A_node_that_comes_while_nobody_serves_a_shard_knows_its_counters_from_the_checkpoint()
    {
        Append();
        Flush(_first);
        _cluster.Do(async () =>
        {
            await _first.LeaveAsync();
            return 0;
        });
        var third = new RuntimeNode(_cluster, _store, "n3", 3);
        _cluster.Advance(2);
        var status = Status(third);
        Assert.Equal("recovering", status.State);
        Assert.Equal((Events, Events), (status.Accepted, status.Applied));
        Assert.Equal(["n1", "n1", "n2", "n2"], Shards(third).Select(shard => shard.Owner));
    }

    [Fact]
    public void Waiting_goes_on_when_a_node_crashes_and_ends_when_another_takes_over()
    {
        Append();
        _first.Crash();
        var flushed = _cluster.Scheduler.Start(async () => await _second.Runtime.WaitAppliedAsync(flush: true, TestContext.Current.CancellationToken));
        _cluster.Advance(10);
        Assert.False(flushed.IsCompleted);
        _second.Placement.Give(PlacedRole.Shards, 0, 1);
        _second.Placement.Give(PlacedRole.Intake, 0);
        _cluster.Until(() => flushed.IsCompleted, 60);
        Assert.True(flushed.IsCompletedSuccessfully, $"{flushed.Exception}");
        Assert.Equal(Events, Status(_second).Applied);
    }

    private void Append()
    {
        var start = _cluster.Clock.GetUtcNow();
        var records = Enumerable.Range(0, Events).Select(i => new NewRecord(Event(start, i), start.ToUnixTimeMilliseconds())).ToArray();
        _cluster.Do(async () =>
        {
            foreach (var record in records)
            {
                await _first.Runtime.AppendAsync(new[] { record }, TestContext.Current.CancellationToken);
            }

            return 0;
        });
    }

    private static byte[] Event(DateTimeOffset start, int number) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$$"""{"client_id":"c{{{number}}}","timestamp":"{{{start:yyyy-MM-ddTHH:mm:ss}}}","url":{"topic":"t","page":"p{{{number % 10}}}"}}"""));

    private void Flush(RuntimeNode node) => _cluster.Do(async () =>
    {
        await node.Runtime.WaitAppliedAsync(flush: true, TestContext.Current.CancellationToken);
        return 0;
    });

    private PipelineStatus Status(RuntimeNode node) => _cluster.Do(() => node.Runtime.StatusAsync(TestContext.Current.CancellationToken).AsTask());

    private IReadOnlyList<ShardStatus> Shards(RuntimeNode node) => _cluster.Do(() => node.Runtime.ShardsAsync(TestContext.Current.CancellationToken).AsTask());
}
