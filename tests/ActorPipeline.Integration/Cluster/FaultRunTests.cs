using System.Globalization;
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
    private readonly Random _random;

    public FaultRunTests() => _random = new Random(_options.Seed);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Nodes_are_killed_at_random_under_load_and_nothing_is_lost_or_doubled()
    {
        _options.Say($"{_options.Kills} kills, {_options}");
        await using var run = await ClusterUnderLoad.StartAsync(await TestCluster.StartOrSkipAsync(_options.Shape, Cancelled), (int)(_options.EventsPerSecond * Headroom), _options.Seed, Cancelled);
        for (var kill = 1; kill <= _options.Kills; kill++)
        {
            await KillAsync(run, kill);
            if (kill % KillsBetweenChecks == 0 || kill == _options.Kills)
            {
                await BreakAnythingElseAsync(run);
                _options.Say($"  whole after {kill} kills: {(await run.AssertWholeAsync(Cancelled)).Rows} rows equal; peak of {run.PeakBytes >> 20} MiB");
            }
        }

        Report(run, await run.AssertAllRowsAsync(Cancelled));
        Assert.True(run.Load.Counts.Rate >= _options.EventsPerSecond, $"{run.Load.Counts.Rate:0} events a second were sent, not {_options.EventsPerSecond}");
    }

    private async Task KillAsync(ClusterUnderLoad run, int number)
    {
        var node = AnyNode(run);
        var returnsAtOnce = _random.Next(2) == 0;
        var times = await Faults.KillNodeAsync(run, node, returnsAtOnce, Cancelled);
        _outages.AddRange(times);
        _options.Say($"kill {number} of {node.Id}, {(returnsAtOnce ? "back at once" : "back later")}: first fresh row of each shard lost after {string.Join(", ", times.Select(Seconds))} s");
    }

    private async Task BreakAnythingElseAsync(ClusterUnderLoad run)
    {
        var node = AnyNode(run);
        (string What, Func<Task<TimeSpan[]>> Break)[] faults =
        [
            ($"{node.Id} stood still for twice its session time-out", () => Faults.FreezeNodeAsync(run, node, Cancelled)),
            ($"{node.Id} left and joined", () => Faults.LeaveAndJoinAsync(run, node, Cancelled)),
            ("every node restarted", () => Faults.RestartNodesAsync(run, Cancelled)),
            ("a broker killed, and back", () => Faults.KillBrokerAsync(run, Cancelled)),
            ("every broker restarted", () => Faults.RestartBrokersAsync(run, Cancelled)),
            ("a Cassandra node killed, and back", () => Faults.KillCassandraNodeAsync(run, Cancelled)),
            ($"all of Cassandra away for {CassandraAway.TotalSeconds:0} s", () => Faults.StopCassandraAsync(run, CassandraAway, Cancelled)),
        ];
        var (what, fault) = faults[_random.Next(faults.Length)];
        var times = await fault();
        _options.Say($"  {what}: first fresh rows after {Seconds(times.Min())} to {Seconds(times.Max())} s");
    }

    private ClusterNode AnyNode(ClusterUnderLoad run) => run.Cluster.Nodes[_random.Next(run.Cluster.Nodes.Count)];

    private void Report(ClusterUnderLoad run, RowDifference rows)
    {
        _options.Say($"from kill to the first fresh row of a shard that was lost: {Quantiles(_outages)} ({_outages.Count} shards, {_options.Kills} kills)");
        var handovers = Handovers.In(run.Cluster.Nodes.Select(node => node.Log));
        _options.Say($"not served when the owner gave a shard up in order: {Quantiles(handovers)} ({handovers.Count} times)");
        _options.Say($"events lost {rows.Lost}, doubled {rows.Doubled}; {rows.Rows} rows compared; {run.History.Count} revisions of rows seen, {run.History.Contradictions.Count} contradict another");
        _options.Say($"{run.Truth.Counts}; {run.Load.Counts.Rate:0} events a second; broken writers {run.Load.Counts.BrokenWriters}; peak of a node {run.PeakBytes >> 20} MiB");
        _options.Say($"nodes that the others removed while they worked or started, and that were started again: {run.Cluster.Nodes.Sum(node => node.Removals)}");
    }

    private static string Quantiles(IEnumerable<TimeSpan> times)
    {
        List<TimeSpan> sorted = [.. times.Order()];
        return sorted.Count == 0 ? "-" : $"p50 {Quantile(0.5)} s, p95 {Quantile(0.95)} s, max {Quantile(1)} s";

        string Quantile(double share) => Seconds(sorted[(int)Math.Ceiling(share * sorted.Count) - 1]);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
