using System.Net;
using ActorPipeline.Integration.Cassandra;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Nodes that meet something they cannot work with, over servers that others use too: topics and keyspace are their own.</summary>
internal sealed class RefusedNodes : IAsyncDisposable
{
    private readonly TestCluster _cluster;

    private RefusedNodes(TestCluster cluster, string name) => (_cluster, Source) = (cluster, name);

    /// <summary>The source topic; also the keyspace.</summary>
    public string Source { get; }

    /// <summary>The keyspace.</summary>
    public string Keyspace => Source;

    /// <summary>Whether the keyspace is left to end with its servers: those of a few tests, which ask for a password.</summary>
    public bool KeepsKeyspace { get; set; }

    /// <summary>The shard log.</summary>
    public string ShardLog => $"{Source}.{Visits.Pipeline}.shards";

    /// <summary>The brokers.</summary>
    public KafkaServers Kafka => _cluster.Kafka;

    /// <summary>The Cassandra nodes.</summary>
    public CassandraServers Cassandra => _cluster.Cassandra;

    /// <summary>The first node.</summary>
    public ClusterNode First => _cluster.Nodes[0];

    /// <summary>The second node.</summary>
    public ClusterNode Second => _cluster.Nodes[1];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes nodes that are not started.</summary>
    /// <param name="kafka">The brokers; the caller's.</param>
    /// <param name="cassandra">The Cassandra nodes; the caller's.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="settings">Settings of all of them.</param>
    public static async Task<RefusedNodes> CreateAsync(KafkaServers kafka, CassandraServers cassandra, int nodes, params string[] settings)
    {
        var name = $"refused_{Guid.NewGuid():N}"[..16];
        return new RefusedNodes(await TestCluster.OverAsync(kafka, cassandra, new ClusterShape { Nodes = nodes, Settings = [.. Visits.Apart(name), .. settings] }, Cancelled), name);
    }

    /// <summary>Asserts that a node is not ready, and that its report and a line of its log both name all of it.</summary>
    public static async Task AssertSaysAsync(ClusterNode node, params string[] named)
    {
        await Deadline.UntilAsync(
            () => node.Process.ReadinessAsync(Cancelled),
            readiness => readiness.Status == HttpStatusCode.ServiceUnavailable && Array.TrueForAll(named, name => readiness.Report.Contains(name, StringComparison.Ordinal)),
            Cancelled,
            $"/ready of {node.Id} red and naming {string.Join(", ", named)}");
        await Deadline.UntilAsync(
            () => Task.FromResult(node.Log),
            log => log.Split('\n').Any(line => Array.TrueForAll(named, name => line.Contains(name, StringComparison.Ordinal))),
            Cancelled,
            $"a line in the log of {node.Id} that names {string.Join(", ", named)}");
    }

    /// <summary>Asserts that a node takes an event and counts all that its topic holds.</summary>
    public static async Task AssertCountsAsync(ClusterNode node)
    {
        await node.Process.AwaitReadyAsync(Cancelled);
        await CollectAsync(node);
        await node.Process.Pbm.FlushAsync(Visits.Pipeline, Cancelled);

        // What other nodes have applied is known when they next say so.
        var counters = await Deadline.UntilAsync(
            () => node.Process.Pbm.CountersAsync(Visits.Pipeline, Cancelled), counters => counters.Source > 0 && counters.Applied >= counters.Source, Cancelled);
        var visits = await Deadline.UntilAsync(() => VisitsAsync(node), visits => visits >= counters.Source, Cancelled);
        Assert.Equal((counters.Source, counters.Source), (counters.Applied, visits));
    }

    /// <summary>Gives a node an event, as often as it takes until it is taken.</summary>
    public static async Task CollectAsync(ClusterNode node)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await Deadline.UntilAsync(() => CollectAsync(node, new Visit(0, nowMs, nowMs, 1, 1)), status => status == HttpStatusCode.Accepted, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        if (!KeepsKeyspace)
        {
            await StoreOpener.DropAsync(Cassandra, Keyspace);
        }
    }

    private static async Task<long> VisitsAsync(ClusterNode node) =>
        (await node.Process.Pbm.RowsAsync(Visits.Pipeline, Visits.PageVisits, Cancelled)).Sum(row => row.GetProperty("columns").GetProperty("visits").GetInt64());

    private static async Task<HttpStatusCode> CollectAsync(ClusterNode node, Visit visit)
    {
        using var body = new StringContent(visit.ToString());
        using var answer = await node.Process.Http.PostAsync(new Uri($"/collect/{Visits.Pipeline}", UriKind.Relative), body, Cancelled);
        return answer.StatusCode;
    }
}
