using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Tests that break one cluster in turn.</summary>
[CollectionDefinition(nameof(OneCluster))]
public sealed class OneCluster : ICollectionFixture<FaultScenario>;

/// <summary>One cluster under one load for all tests of a class or collection: started by the first that asks, and whole for each of them.</summary>
public class FaultScenario : IAsyncDisposable
{
    private ClusterUnderLoad? _run;

    /// <summary>How the tests go.</summary>
    internal FaultRunOptions Options { get; } = FaultRunOptions.FromEnvironment();

    /// <summary>What the cluster consists of.</summary>
    private protected virtual ClusterShape Shape => Options.Shape with { HasLake = true };

    /// <summary>The cluster, or the test is skipped where servers cannot run.</summary>
    internal async Task<ClusterUnderLoad> RunOrSkipAsync(CancellationToken cancellationToken)
    {
        LongTests.RunOrSkip();
        Mend();
        if (_run is { } running)
        {
            await running.Cluster.ReviveAsync(cancellationToken);
            return running;
        }

        Options.Say($"{Options with { Shape = Shape }}");
        return _run = await ClusterUnderLoad.StartAsync(await StartOrSkipAsync(cancellationToken), Options.EventsPerSecond, Options.Seed, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_run is { } run)
        {
            await run.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the cluster, on servers of its own.</summary>
    private protected virtual Task<TestCluster> StartOrSkipAsync(CancellationToken cancellationToken) => TestCluster.StartOrSkipAsync(Shape, cancellationToken);

    /// <summary>Mends what a test that failed has left broken around the cluster.</summary>
    private protected virtual void Mend()
    {
    }
}

/// <summary>As <see cref="FaultScenario"/>, on servers that are left alone, with nodes that reach each other through links that can be cut.</summary>
public sealed class PartedScenario(SharedServers servers) : FaultScenario
{
    private const int Nodes = 3;

    /// <summary>The links.</summary>
    internal NodeLinks Links { get; } = new(Nodes);

    private protected override ClusterShape Shape => Options.Shape with { Nodes = Nodes, SettingsOf = Links.SettingsOf };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Links.DisposeAsync();
    }

    private protected override async Task<TestCluster> StartOrSkipAsync(CancellationToken cancellationToken) =>
        await TestCluster.StartOverAsync(await servers.KafkaOrSkipAsync(cancellationToken), await servers.CassandraOrSkipAsync(cancellationToken), Shape, cancellationToken);

    private protected override void Mend() => Links.Mend();
}
