using System.Globalization;

namespace ActorPipeline.Integration.Cluster;

/// <summary>One cluster under one load for all tests of a class: started by the first that asks.</summary>
public sealed class FaultScenario : IAsyncDisposable
{
    // What two cores can do beside six servers and three nodes, and they have other work.
    private const int EventsPerSecond = 20_000;

    private ClusterUnderLoad? _run;

    /// <summary>Seed of the load.</summary>
    internal static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("AP_FAULT_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The cluster, or the test is skipped where servers cannot run.</summary>
    internal async Task<ClusterUnderLoad> RunOrSkipAsync(CancellationToken cancellationToken) =>
        _run ??= await ClusterUnderLoad.StartOrSkipAsync(new ClusterShape { Brokers = 3, CassandraNodes = 3 }, EventsPerSecond, Seed, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run is { } run)
        {
            await run.DisposeAsync();
        }
    }
}
