using ActorPipeline.Asking;
using ActorPipeline.Running;
using ActorPipeline.Serving;

namespace ActorPipeline.TestKit.Placement;

/// <summary>The partitions of one pipeline that this node serves: an intake per source partition and an owner per shard, as a placement gives and takes them.
/// Safe to use from any thread.</summary>
/// <param name="pipeline">The pipeline.</param>
internal sealed class PartitionTable(PipelineRuntime pipeline)
{
    private readonly Lock _gate = new();

    // At most one per partition of the pipeline's topics.
    private readonly Dictionary<PlacedPartition, PartitionHost> _hosts = [];

    /// <summary>Passes on what a placement says about the topic of a role.</summary>
    public IPlacementListener Listener(PlacedRole role) => new PlacementListener(this, role);

    /// <summary>Asks whoever serves a partition here.</summary>
    /// <exception cref="NotHereException">Nobody does.</exception>
    /// <exception cref="NotReadyException">It is starting, or stopped before it could answer: ask again.</exception>
    public Task<Answer> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken) =>
        Find(partition) is { } host ? host.AskAsync(question, cancellationToken) : Task.FromException<Answer>(new NotHereException(partition));

    /// <summary>Abandons every partition.</summary>
    /// <returns>Completes when nothing is served here.</returns>
    public async Task AbandonAllAsync()
    {
        List<PartitionHost> hosts;
        lock (_gate)
        {
            hosts = [.. _hosts.Values];
        }

        foreach (var host in hosts)
        {
            host.Abandon();
            await host.Ended;
        }
    }

    private PartitionHost? Find(PlacedPartition partition)
    {
        lock (_gate)
        {
            return _hosts.GetValueOrDefault(partition);
        }
    }

    private void Serve(PlacedPartition partition)
    {
        PartitionHost host;
        lock (_gate)
        {
            _hosts[partition] = host = pipeline.Serve(partition.Role, partition.Number);
        }

        _ = RemoveWhenEndedAsync(partition, host);
    }

    private async Task RemoveWhenEndedAsync(PlacedPartition partition, PartitionHost host)
    {
        await host.Ended;
        lock (_gate)
        {
            if (_hosts.GetValueOrDefault(partition) == host)
            {
                _hosts.Remove(partition);
            }
        }
    }

    private async Task HandOverAsync(PlacedPartition partition, CancellationToken inHaste)
    {
        if (Find(partition) is { } host)
        {
            await using var haste = inHaste.UnsafeRegister(static (host, _) => ((PartitionHost)host!).Abandon(), host);
            await host.HandOverAsync();
        }
    }

    private sealed class PlacementListener(PartitionTable table, PlacedRole role) : IPlacementListener
    {
        public void OnGiven(int partition) => table.Serve(Partition(partition));

        public Task OnTakenAsync(int partition, CancellationToken inHaste) => table.HandOverAsync(Partition(partition), inHaste);

        public void OnLost(int partition) => table.Find(Partition(partition))?.Abandon();

        private PlacedPartition Partition(int number) => new(table.Pipeline, role, number);
    }

    private string Pipeline => pipeline.Definition.Name;
}
