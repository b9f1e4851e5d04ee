using System.Globalization;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using ActorPipeline.Serving;
using ActorPipeline.Views;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorPipeline.Actors.Tests.Cluster;

/// <summary>Nodes of one cluster in this process: real remoting over loopback and the product's settings; log and store in memory.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    private readonly List<ClusterNodeHost> _nodes = [];

    public Servers Servers { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>The nodes that have not been stopped.</summary>
    public IReadOnlyList<ClusterNodeHost> Living => [.. _nodes.Where(node => !node.IsStopped)];

    /// <summary>Starts nodes, one after the other; the first founds the cluster.</summary>
    /// <param name="count">How many.</param>
    /// <param name="remote">Their section <c>akka.remote</c>, as JSON.</param>
    public async Task<IReadOnlyList<ClusterNodeHost>> StartAsync(int count, string remote = "{}")
    {
        for (var i = 0; i < count; i++)
        {
            var node = await ClusterNodeHost.StartAsync(Servers, string.Create(CultureInfo.InvariantCulture, $"n{_nodes.Count + 1}"), $$"""{ "remote": {{remote}}, "coordinated-shutdown": { "run-by-actor-system-terminate": false } }""", Log);
            _nodes.Add(node);
            await node.Membership.JoinSeedNodesAsync([_nodes[0].Membership.SelfAddress], Eventually.Limit);
        }

        await Eventually.HoldsAsync(() => Living.All(node => node.Cluster.Members.Count(member => member.Status == "Up") == Living.Count));
        return Living;
    }

    /// <summary>Waits until each partition is served by exactly one node, and each node serves some.</summary>
    public Task ServedOnceAsync() => Eventually.HoldsAsync(() => IsServedOnce(Site.Definition.Shards, (node, shard) => node.ServesShard(shard))
        && IsServedOnce(Site.Definition.Source.Partitions, (node, partition) => node.ServesIntake(partition))
        && Living.All(node => Enumerable.Range(0, Site.Definition.Shards).Any(node.ServesShard)));

    /// <summary>Waits until all that was appended is applied, and says what a node answers then: visits by page.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> VisitsAsync(ClusterNodeHost node)
    {
        await node.Pipeline.WaitAppliedAsync(flush: false, Eventually.Limit);
        var rows = await node.Pipeline.OpenRowsAsync(new RowQuery { Pipeline = Site.Name, View = Site.Pages }, Eventually.Limit);
        return rows.ToDictionary(row => row.Key.Single().Value, row => (long)row.Columns.Single().Value!);
    }

    /// <summary>What went wrong in the product's own parts, as it was logged, and messages that nothing could write. Akka itself calls a node that ends an error.</summary>
    public string Errors => string.Join('\n', Log.All.Where(line => line.Level >= LogLevel.Error && IsOfProduct(line)).Select(line => $"{line.Category} {line.Text} {line.Exception}"));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    private static bool IsOfProduct(LogLine line) => line.Category.StartsWith("ActorPipeline", StringComparison.Ordinal)
        || line.Text.Contains("/user/", StringComparison.Ordinal)
        || $"{line.Text} {line.Exception}".Contains("has no form in which it goes to other nodes", StringComparison.Ordinal);

    private bool IsServedOnce(int count, Func<ClusterNodeHost, int, bool> serves) =>
        Enumerable.Range(0, count).All(partition => Living.Count(node => serves(node, partition)) == 1);
}

/// <summary>A node of a cluster.</summary>
internal sealed class ClusterNodeHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterNodeHost(IHost host, PipelineRuntime pipeline, ClusterNode cluster)
    {
        (_host, Pipeline, Cluster) = (host, pipeline, cluster);
        System = host.Services.GetRequiredService<ActorSystem>();
        Membership = Akka.Cluster.Cluster.Get(System);
    }

    public ActorSystem System { get; }

    public PipelineRuntime Pipeline { get; }

    public ClusterNode Cluster { get; }

    public Akka.Cluster.Cluster Membership { get; }

    public bool IsStopped => System.WhenTerminated.IsCompleted;

    public static async Task<ClusterNodeHost> StartAsync(Servers servers, string id, string akka, LogLines log)
    {
        var regions = new PartitionRegions(isAlone: false, TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var cluster = new ClusterNode(new NodeProfile { Id = id, Pid = Environment.ProcessId }, TimeSpan.FromMinutes(1), TimeProvider.System);
        var pipeline = await servers.StartAsync(regions, id, cluster, log);
        var node = new ActorNode
        {
            Pipelines = [pipeline],
            Regions = regions,
            Roles = [PlacedRole.Intake, PlacedRole.Shards],
            Time = TimeProvider.System,
            ShutdownTimeout = TimeSpan.FromSeconds(20),
            AnnounceInterval = TimeSpan.FromMilliseconds(100),
            Leases = servers.Coordination,
            Akka = akka,
        };
        const string Remoting = "akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }\nakka.cluster.roles = [intake, shards]";
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka(ActorNode.SystemName, system => system.AddClusterNode(node, cluster, Remoting, tls: null, log));
        var host = builder.Build();
        await host.StartAsync(Eventually.Limit);
        return new ClusterNodeHost(host, pipeline, cluster);
    }

    public bool ServesShard(int shard) => !IsStopped && Pipeline.Board.Shard(shard) is { Status.State: "running" };

    public bool ServesIntake(int partition) => !IsStopped && Pipeline.Board.Intake(partition) is not null;

    public Task LeaveAsync() => CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);

    // Ends without leaving.
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await Pipeline.DisposeAsync();
        _host.Dispose();
    }
}
