using ActorPipeline.Integration.Servers;

[assembly: Xunit.AssemblyFixture(typeof(SharedServers))]

namespace ActorPipeline.Integration.Servers;

/// <summary>One broker and one Cassandra node for all tests that break nothing: started by the first that asks, ended after the last.</summary>
public sealed class SharedServers : IAsyncDisposable
{
    private KafkaServers? _kafka;
    private CassandraServers? _cassandra;

    /// <summary>The broker.</summary>
    internal async Task<KafkaServers> KafkaOrSkipAsync(CancellationToken cancellationToken) =>
        _kafka ??= await KafkaServers.StartOrSkipAsync(1, cancellationToken);

    /// <summary>The Cassandra node.</summary>
    internal async Task<CassandraServers> CassandraOrSkipAsync(CancellationToken cancellationToken) =>
        _cassandra ??= await CassandraServers.StartOrSkipAsync(1, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var servers in (RealServers?[])[_kafka, _cassandra])
        {
            if (servers is not null)
            {
                await servers.DisposeAsync();
            }
        }
    }
}
