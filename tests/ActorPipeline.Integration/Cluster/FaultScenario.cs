namespace ActorPipeline.Integration.Cluster;

/// <summary>One cluster under one load for all tests of a class: started by the first that asks, and whole for each of them.</summary>
public sealed class FaultScenario : IAsyncDisposable
{
    private ClusterUnderLoad? _run;

    /// <summary>How the tests go.</summary>
    internal FaultRunOptions Options { get; } = FaultRunOptions.FromEnvironment();

    /// <summary>The cluster, or the test is skipped where servers cannot run.</summary>
    internal async Task<ClusterUnderLoad> RunOrSkipAsync(CancellationToken cancellationToken)
    {
        if (_run is { } running)
        {
            await running.Cluster.ReviveAsync(cancellationToken);
            return running;
        }

        Options.Say($"{Options}");
        return _run = await ClusterUnderLoad.StartOrSkipAsync(Options.Shape, Options.EventsPerSecond, Options.Seed, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run is { } run)
        {
            await run.DisposeAsync();
        }
    }
}
