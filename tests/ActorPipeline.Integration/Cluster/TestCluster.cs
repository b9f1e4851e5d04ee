using System.Net;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>A cluster as its operators run it: real brokers, real Cassandra, nodes n1, n2 and so on. All of it ends with the test.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private const string Lake = "lake";

    // As it ships, Cassandra acknowledges a write before a kill -9 of the node would leave it in the commit log: what a test's cluster was told is written must be.
    private static readonly string[] Durable = ["commitlog_sync: batch", "commitlog_sync_period: 0ms"];

    private readonly TemporaryFolder _folder;
    private readonly IReadOnlyList<IAsyncDisposable> _owned;

    private TestCluster(
        ClusterShape shape, TemporaryFolder folder, KafkaServers kafka, CassandraServers cassandra, IReadOnlyList<ClusterNode> nodes, IReadOnlyList<IAsyncDisposable> owned)
    {
        (_folder, _owned) = (folder, owned);
        (Shape, Kafka, Cassandra, Nodes) = (shape, kafka, cassandra, nodes);
    }

    /// <summary>What it consists of.</summary>
    public ClusterShape Shape { get; }

    /// <summary>The brokers.</summary>
    public KafkaServers Kafka { get; }

    /// <summary>The Cassandra nodes.</summary>
    public CassandraServers Cassandra { get; }

    /// <summary>The folder of the event lake.</summary>
    public string LakeFolder => _folder.Of(Lake);

    /// <summary>The nodes.</summary>
    public IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>The nodes that run.</summary>
    public IEnumerable<ClusterNode> Running => Nodes.Where(node => node.IsUp);

    /// <summary>Path of the configuration that ships for a cluster's nodes.</summary>
    public static string ShippedConfiguration { get; } = Path.Combine(Checkout.Root, "hocon", "cluster.conf");

    /// <summary>Starts servers and nodes and waits until every node is ready and sees all others, or skips the test where servers cannot run.</summary>
    public static async Task<TestCluster> StartOrSkipAsync(ClusterShape shape, CancellationToken cancellationToken) =>
        await StartAsync(await CreateOrSkipAsync(shape, cancellationToken), cancellationToken);

    /// <summary>Starts nodes over servers that run, and waits until every node is ready and sees all others.</summary>
    /// <inheritdoc cref="OverAsync"/>
    public static async Task<TestCluster> StartOverAsync(KafkaServers kafka, CassandraServers cassandra, ClusterShape shape, CancellationToken cancellationToken) =>
        await StartAsync(await OverAsync(kafka, cassandra, shape, cancellationToken), cancellationToken);

    /// <summary>Starts the servers; the nodes can be started.</summary>
    public static async Task<TestCluster> CreateOrSkipAsync(ClusterShape shape, CancellationToken cancellationToken)
    {
        // One after the other: free ports are those nobody listens on yet.
        var kafka = await KafkaServers.StartOrSkipAsync(shape.Brokers, cancellationToken);
        var cassandra = (CassandraServers?)null;
        try
        {
            cassandra = await CassandraServers.StartOrSkipAsync(shape.CassandraNodes, cancellationToken, Durable);
            return await OverAsync(kafka, cassandra, shape, cancellationToken, kafka, cassandra);
        }
        catch
        {
            await kafka.DisposeAsync();
            await (cassandra?.DisposeAsync() ?? default);
            throw;
        }
    }

    /// <summary>Makes nodes that can be started over servers that run.</summary>
    /// <param name="kafka">The brokers.</param>
    /// <param name="cassandra">The Cassandra nodes.</param>
    /// <param name="shape">The nodes; where others use the servers too, with <see cref="ClusterShape.Settings"/> that keep apart what is theirs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="owned">What ends with the cluster.</param>
    public static async Task<TestCluster> OverAsync(
        KafkaServers kafka, CassandraServers cassandra, ClusterShape shape, CancellationToken cancellationToken, params IReadOnlyList<IAsyncDisposable> owned)
    {
        var folder = new TemporaryFolder();
        try
        {
            var configuration = folder.Of("node.conf");
            await File.WriteAllTextAsync(configuration, shape.Configuration(ShippedConfiguration), cancellationToken);
            var ports = FreePorts.Pairs(shape.Nodes);
            return new TestCluster(
                shape, folder, kafka, cassandra, [.. ports.Select((pair, index) => Node(shape, index, pair, kafka, cassandra, configuration, folder))], owned);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts again what a test that failed has left dead, and waits until all see each other.</summary>
    public async Task ReviveAsync(CancellationToken cancellationToken)
    {
        await Kafka.UpAsync(null, cancellationToken);
        await Cassandra.UpAsync(null, cancellationToken);
        foreach (var node in Nodes.Where(node => !node.IsUp || node.Process.HasExited))
        {
            await node.DisposeAsync();
            await node.StartSupervisedAsync(cancellationToken);
        }

        await AwaitMembersAsync(cancellationToken);
    }

    /// <summary>Starts every node again that the others have removed.</summary>
    public async Task SuperviseAsync(CancellationToken cancellationToken)
    {
        foreach (var node in Running)
        {
            await node.SuperviseAsync(cancellationToken);
        }
    }

    /// <summary>Waits until every running node is ready and says that all of them, and no others, are up.</summary>
    public async Task AwaitMembersAsync(CancellationToken cancellationToken)
    {
        foreach (var node in Running)
        {
            await node.Process.AwaitReadyAsync(cancellationToken);
            await Deadline.UntilAsync(
                () => node.Process.Pbm.TextAsync(cancellationToken, "cluster", "show"), shown => IsWhole(shown, Running.Count()), cancellationToken);
        }
    }

    /// <summary>Waits until some nodes have ended by themselves and those that are left say that they, and no others, are up.</summary>
    /// <returns>The nodes that have ended.</returns>
    public async Task<IReadOnlyList<ClusterNode>> AwaitAgreementAsync(CancellationToken cancellationToken) =>
        await Deadline.UntilAsync(() => EndedIfAgreedAsync(cancellationToken), ended => ended.Count > 0, cancellationToken, "an end of some nodes, and agreement of the others");

    /// <summary>Waits until every running node says that it cannot work, and for want of what.</summary>
    /// <param name="missing">What its report must name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AwaitNotReadyAsync(string missing, CancellationToken cancellationToken)
    {
        foreach (var node in Running)
        {
            await Deadline.UntilAsync(
                () => node.Process.ReadinessAsync(cancellationToken),
                readiness => readiness.Status == HttpStatusCode.ServiceUnavailable && readiness.Report.Contains(missing, StringComparison.OrdinalIgnoreCase),
                cancellationToken);
        }
    }

    /// <summary>Lets a node leave, asked at another one, and waits until it has ended.</summary>
    public async Task LeaveAsync(ClusterNode node, CancellationToken cancellationToken)
    {
        await Running.First(other => other != node).Process.Pbm.RunAsync(cancellationToken, "cluster", "leave", node.Id);
        await node.AwaitEndAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
            await KeepLogAsync(node);
            TestContext.Current.TestOutputHelper?.WriteLine($"{node.Id}: peak of {node.PeakBytes >> 20} MiB; last of its log:\n{ProcessOutput.LastOf(node.Log)}");
        }

        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static async Task<TestCluster> StartAsync(TestCluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync(cancellationToken)));
            await cluster.AwaitMembersAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static ClusterNode Node(
        ClusterShape shape, int index, (int Web, int Operators) ports, KafkaServers kafka, CassandraServers cassandra, string configuration, TemporaryFolder folder)
    {
        var id = $"n{index + 1}";
        return new ClusterNode(id, folder.Of(id), ports,
        [
            "--config", configuration, "--set", $"node.id={id}",
            "--set", $"kafka.bootstrap-servers={kafka.BootstrapServers}", "--set", $"cassandra.contact-points={cassandra.ContactPoints}",
            "--set", "cluster.port=0",
            .. shape.HasLake ? (string[])["--set", $"lake.path={folder.Of(Lake)}", "--set", "lake.roll-after=1s"] : [],
            .. shape.Settings.Concat(shape.SettingsOf(index)).SelectMany(setting => (string[])["--set", setting]),
        ])
        { Variables = shape.Variables };
    }

    // A long run is looked into afterwards.
    private static async Task KeepLogAsync(ClusterNode node)
    {
        if (Environment.GetEnvironmentVariable("AP_TEST_LOGS") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{node.Id}.log"), node.Log);
        }
    }

    private async Task<IReadOnlyList<ClusterNode>> EndedIfAgreedAsync(CancellationToken cancellationToken)
    {
        var ended = Running.Where(node => node.Process.HasExited).ToList();
        var left = Running.Except(ended).ToList();
        foreach (var node in left)
        {
            // One that ends just now does not answer.
            var (exitCode, shown) = await node.Process.Pbm.TryTextAsync(cancellationToken, "cluster", "show");
            if (exitCode != 0 || !IsWhole(shown, left.Count))
            {
                return [];
            }
        }

        return ended;
    }

    // A table: a line per node, then how many there are.
    private static bool IsWhole(string shown, int running)
    {
        var lines = shown.TrimEnd().Split('\n');
        return lines[^1].TrimEnd() == $"Count: {running} nodes" && lines.Count(IsUp) == running;
    }

    private static bool IsUp(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is var words && words.Contains("Up") && !words.Contains("unreachable");
}
