using System.Text;
using System.Text.Json;
using ActorPipeline.Integration.Ingestion;
using ActorPipeline.Integration.Lake;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>A cluster under a steady load, the truth of what it was sent, and all it has shown.</summary>
internal sealed class ClusterUnderLoad : IAsyncDisposable
{
    // Corrections reach back, and what was checked before must still hold.
    private const long CheckedAgainMs = 30_000;
    private const long GiB = 1L << 30;

    // Rows are asked for in parts that an answer may have.
    private const long PartMs = 200 * Visits.WindowMs;

    private readonly IEventLog _log;
    private readonly TopicFollower _source;
    private readonly TopicFollower _emitted;
    private readonly RowPoller _poller;
    private long _checkedMs;

    private ClusterUnderLoad(TestCluster cluster, IEventLog log, SteadyLoad load, TopicFollower source, TopicFollower emitted, ClusterRecords records)
    {
        (Cluster, _log, Load, _source, _emitted) = (cluster, log, load, source, emitted);
        (Truth, History, Fresh) = records;
        _poller = new RowPoller(cluster, History);
    }

    public TestCluster Cluster { get; }

    public SteadyLoad Load { get; }

    public Truth Truth { get; }

    public RowHistory History { get; }

    public FreshRows Fresh { get; }

    /// <summary>The most memory a node was seen to hold, in bytes.</summary>
    public long PeakBytes => Cluster.Nodes.Max(node => node.PeakBytes);

    /// <summary>Starts the load of a cluster that runs, which ends with it.</summary>
    public static async Task<ClusterUnderLoad> StartAsync(TestCluster cluster, int eventsPerSecond, int seed, CancellationToken cancellationToken)
    {
        var records = new ClusterRecords(new Truth(), new RowHistory(), new FreshRows());
        var servers = cluster.Kafka.BootstrapServers;
        var log = new KafkaEventLog(new KafkaLogOptions { BootstrapServers = servers }, TimeProvider.System, NullLogger<KafkaEventLog>.Instance);
        var load = SteadyLoad.Start(log, eventsPerSecond, seed);
        var source = await TopicFollower.StartAsync(servers, Visits.Pipeline, record => records.Truth.Add(Visit.Parse(Encoding.UTF8.GetString(record.Message.Value))), cancellationToken);
        var emitted = await TopicFollower.StartAsync(servers, Visits.RowsTopic, records.Emitted, cancellationToken);
        return new ClusterUnderLoad(cluster, log, load, source, emitted, records);
    }

    /// <summary>The shards, by the id of the node that serves them.</summary>
    public async Task<ILookup<string?, int>> ShardsByOwnerAsync(CancellationToken cancellationToken)
    {
        var shards = await AnyNode().Process.Pbm.RunAsync(cancellationToken, "shard", "list", Visits.Pipeline);
        return shards.EnumerateArray().ToLookup(shard => shard.GetProperty("owner").GetString(), shard => shard.GetProperty("shard").GetInt32());
    }

    /// <summary>As <see cref="ShardsByOwnerAsync"/>, once every node that the others have removed is started again.</summary>
    public async Task<ILookup<string?, int>> SupervisedShardsAsync(CancellationToken cancellationToken)
    {
        await Cluster.SuperviseAsync(cancellationToken);
        return await ShardsByOwnerAsync(cancellationToken);
    }

    /// <summary>Asserts that every node works again and that all it shows is exactly what the source topic holds.</summary>
    /// <returns>The comparison of rows, all of them equal.</returns>
    public async Task<RowDifference> AssertWholeAsync(CancellationToken cancellationToken)
    {
        await Cluster.SuperviseAsync(cancellationToken);
        await Cluster.AwaitMembersAsync(cancellationToken);
        await Load.PauseAsync(cancellationToken);
        await _source.CatchUpAsync(cancellationToken);
        AssertTopicIsWhole();
        await AwaitCountersAsync(cancellationToken);

        // Everything is counted; the windows are closed by hand, and the next visits come after them.
        await AnyNode().Process.Pbm.FlushAsync(Visits.Pipeline, cancellationToken);
        var endMs = Truth.EndMs;
        var rows = await AwaitRowsAsync(_checkedMs, endMs, cancellationToken);
        await _emitted.CatchUpAsync(cancellationToken);
        await AssertLakeAsync(cancellationToken);
        Assert.Empty(History.Contradictions);
        Assert.True(PeakBytes < GiB, $"a node held {PeakBytes >> 20} MiB");
        _checkedMs = endMs - CheckedAgainMs;
        Load.Resume(endMs);
        return rows;
    }

    /// <summary>Compares all rows there ever were, once the load has been checked for the last time.</summary>
    public Task<RowDifference> AssertAllRowsAsync(CancellationToken cancellationToken)
    {
        Assert.True(_poller.Answers > 0, "no node ever answered while the load ran");
        return AwaitRowsAsync(0, Truth.EndMs, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _poller.DisposeAsync();
        await Load.DisposeAsync();
        await _source.DisposeAsync();
        await _emitted.DisposeAsync();
        await _log.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private ClusterNode AnyNode() => Cluster.Running.First(node => !node.Process.HasExited);

    private void AssertTopicIsWhole()
    {
        Assert.Equal(0, Load.Acknowledged().Sum(range => Truth.Missing(range.Partition, range.First, range.Count)));
        Assert.Equal(0, Truth.Counts.Repeated);
    }

    // All visits with a time, each once, also those that came too late to be counted.
    private async Task AssertLakeAsync(CancellationToken cancellationToken)
    {
        if (!Cluster.Shape.HasLake)
        {
            return;
        }

        await AnyNode().Process.Pbm.TextAsync(cancellationToken, "events", "wait", Visits.Pipeline, "--lake");
        var lake = await LakeReader.ReadAsync(Cluster.LakeFolder, Visits.Pipeline, Visits.WindowMs, ["client", "page"], cancellationToken);
        Assert.Equal((Truth.Counts.Applied + Truth.Counts.Late, 0), (lake.Events, lake.Repeated));
        if (Truth.Counts.Late == 0)
        {
            Assert.Equal(
                Truth.ClientVisits(0, long.MaxValue).Select(row => new LakeCount(row.Window, [row.Key, row.By], row.Visits)).Order(LakeCount.InOrder),
                lake.Counts.Order(LakeCount.InOrder),
                LakeCount.Equal);
        }
    }

    private async Task AwaitCountersAsync(CancellationToken cancellationToken)
    {
        var truth = Truth.Counts;
        foreach (var node in Cluster.Running)
        {
            await Deadline.UntilAsync(
                () => node.Process.CountersAsync(Visits.Pipeline, cancellationToken),
                counters => counters is { Pending: 0, ShardLag: 0 } && counters.Accepted == counters.Applied + counters.Late + counters.DeadLetter + counters.Duplicate
                    && (counters.Source, counters.Accepted - counters.Duplicate) == (truth.Source, truth.Source)
                    && (counters.Applied, counters.Late, counters.DeadLetter) == (truth.Applied, truth.Late, truth.DeadLetter),
                cancellationToken,
                $"counters of {node.Id} that add up to {truth}");
        }
    }

    private async Task<RowDifference> AwaitRowsAsync(long fromMs, long toMs, CancellationToken cancellationToken)
    {
        var all = new RowDifference(0, 0, 0, 0, null);
        for (var part = Math.Max(fromMs, Truth.StartMs); part < toMs; part += PartMs)
        {
            all = all.And(await AwaitPartAsync(part, Math.Min(part + PartMs, toMs), cancellationToken));
        }

        return all;
    }

    private Task<RowDifference> AwaitPartAsync(long fromMs, long toMs, CancellationToken cancellationToken) => Deadline.UntilAsync(
        async () => (await CompareAsync(Visits.PageVisits, fromMs, toMs, cancellationToken)).And(await CompareAsync(Visits.ClientVisits, fromMs, toMs, cancellationToken)),
        difference => difference.IsNone,
        cancellationToken,
        $"rows from {fromMs} to {toMs} equal to the truth");

    private async Task<RowDifference> CompareAsync(string view, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        List<JsonElement> rows = await RowPoller.RowsAsync(AnyNode(), view, fromMs, toMs, cancellationToken);
        return RowDifference.Between(view == Visits.PageVisits ? Truth.PageVisits(fromMs, toMs) : Truth.ClientVisits(fromMs, toMs), NaiveCount.Of(rows));
    }
}
