using System.Globalization;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The long form of the fault tests: <c>tests/faults</c> runs it.</summary>
public sealed class FaultRunTests
{
    private const int KillsBetweenChecks = 10;

    // Room above the rate that is asked for: batches are sent by a timer.
    private const double Headroom = 1.05;

    private static readonly TimeSpan CassandraAway = TimeSpan.FromSeconds(30);

    private readonly FaultRunOptions _options = FaultRunOptions.FromEnvironment();
    private readonly List<TimeSpan> _outages = [];
    private readonly TimeProvider _clock = TimeProvider.System;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Nodes_are_killed_at_random_under_load_and_nothing_is_lost_or_doubled()
    {
        Say($"seed {_options.Seed}: {_options.Kills} kills, {_options.EventsPerSecond} events a second, {_options.Brokers} brokers, {_options.CassandraNodes} Cassandra nodes, {Environment.ProcessorCount} cores");
        var shape = new ClusterShape { Brokers = _options.Brokers, CassandraNodes = _options.CassandraNodes };
        await using var run = await ClusterUnderLoad.StartOrSkipAsync(shape, (int)(_options.EventsPerSecond * Headroom), _options.Seed, Cancelled);
        await KillNodesAsync(run);
        var rate = run.Load.Counts.Rate;
        if (_options is { Brokers: > 1 })
        {
            await RestartBrokersAsync(run);
        }

        await StopCassandraAsync(run);
        var rows = await run.AssertAllRowsAsync(Cancelled);
        Report(run, rows, rate);
        Assert.True(rate >= _options.EventsPerSecond, $"{rate:0} events a second were sent, not {_options.EventsPerSecond}");
    }

    private async Task KillNodesAsync(ClusterUnderLoad run)
    {
        var random = new Random(_options.Seed);
        for (var kill = 1; kill <= _options.Kills; kill++)
        {
            var node = run.Cluster.Nodes[random.Next(run.Cluster.Nodes.Count)];
            await KillAsync(run, node, kill, returnsAtOnce: random.Next(2) == 0);
            if (kill % KillsBetweenChecks == 0 || kill == _options.Kills)
            {
                Say($"  whole after {kill} kills: {(await run.AssertWholeAsync(Cancelled)).Rows} rows equal; peak of {run.PeakBytes >> 20} MiB");
            }
        }
    }

    private async Task KillAsync(ClusterUnderLoad run, ClusterNode node, int number, bool returnsAtOnce)
    {
        // A node that has just come back is given its share again first.
        var shards = await Deadline.UntilAsync(() => run.ShardsOfAsync(node, Cancelled), owned => owned.Count > 0, Cancelled);
        var outages = await run.KillAsync(node, Cancelled);
        var back = returnsAtOnce ? node.StartAsync(Cancelled) : Task.CompletedTask;
        var times = await Deadline.For(Task.WhenAll(outages), Cancelled);
        await back;
        if (!returnsAtOnce)
        {
            await node.StartAsync(Cancelled);
        }

        _outages.AddRange(times);
        Say($"kill {number} of {node.Id}, {(returnsAtOnce ? "back at once" : "back later")}: shards {string.Join(", ", shards)}; first fresh row after {string.Join(", ", times.Select(Seconds))} s");
    }

    private async Task RestartBrokersAsync(ClusterUnderLoad run)
    {
        for (var broker = 1; broker <= _options.Brokers; broker++)
        {
            await run.Cluster.Kafka.StopAsync(broker, Cancelled);
            await run.Cluster.Kafka.UpAsync(broker, Cancelled);
        }

        Say($"brokers restarted one after the other: {(await run.AssertWholeAsync(Cancelled)).Rows} rows equal");
    }

    private async Task StopCassandraAsync(ClusterUnderLoad run)
    {
        await run.Cluster.Cassandra.KillAsync(null, Cancelled);
        await Task.Delay(CassandraAway, _clock, Cancelled);
        await run.Cluster.Cassandra.UpAsync(null, Cancelled);
        Say($"Cassandra away for {CassandraAway.TotalSeconds:0} s and as long as it takes to start: {(await run.AssertWholeAsync(Cancelled)).Rows} rows equal");
    }

    private void Report(ClusterUnderLoad run, RowDifference rows, double rate)
    {
        _outages.Sort();
        Say($"from kill to the first fresh row of a shard that was lost: p50 {Quantile(0.5)} s, p95 {Quantile(0.95)} s, max {Quantile(1)} s ({_outages.Count} shards, {_options.Kills} kills)");
        Say($"events lost {rows.Lost}, doubled {rows.Doubled}; {rows.Rows} rows compared; {run.History.Count} revisions of rows seen, {run.History.Contradictions.Count} contradict another");
        Say($"{run.Truth.Counts}; {rate:0} events a second; broken writers {run.Load.Counts.BrokenWriters}; peak of a node {run.PeakBytes >> 20} MiB");
    }

    private string Quantile(double share) =>
        _outages.Count == 0 ? "-" : Seconds(_outages[(int)Math.Min(_outages.Count - 1, Math.Ceiling(share * _outages.Count) - 1)]);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private void Say(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (_options.Report is { } report)
        {
            File.AppendAllText(report, line + "\n");
        }
    }
}
