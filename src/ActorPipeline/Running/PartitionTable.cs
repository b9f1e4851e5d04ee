using ActorPipeline.Cluster;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;

namespace ActorPipeline.Running;

/// <summary>The partitions of one pipeline that this node serves: an intake per source partition and an owner per shard, as a placement gives and takes them.
/// Safe to use from any thread.</summary>
/// <param name="context">The pipeline's surroundings.</param>
internal sealed class PartitionTable(PipelineContext context)
{
    private readonly Lock _gate = new();

    // At most one per partition of the pipeline's topics.
    private readonly Dictionary<PlacedPartition, PartitionHost> _hosts = [];

    /// <summary>Reaches partitions wherever they are served. Set once, before the first partition is given.</summary>
    public Router Router { get; set; } = null!;

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

    // While an earlier host of the partition still stops, the new one waits.
    private void Serve(PlacedPartition partition)
    {
        var host = new PartitionHost(context, partition, since => NewRunner(partition, since));
        lock (_gate)
        {
            var before = _hosts.GetValueOrDefault(partition)?.Ended ?? Task.CompletedTask;
            _hosts[partition] = host;
            host.Start(before);
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

    private IPartitionRunner NewRunner(PlacedPartition partition, long since) => partition.Role == PlacedRole.Intake
        ? new IntakeRunner(context, Router, partition.Number)
        : new ShardRunner(context, partition.Number, since);

    private sealed class PlacementListener(PartitionTable table, PlacedRole role) : IPlacementListener
    {
        public void OnGiven(int partition) => table.Serve(Partition(partition));

        public Task OnTakenAsync(int partition, CancellationToken inHaste) => table.HandOverAsync(Partition(partition), inHaste);

        public void OnLost(int partition) => table.Find(Partition(partition))?.Abandon();

        private PlacedPartition Partition(int number) => new(table.Pipeline, role, number);
    }

    private string Pipeline => context.Pipeline.Name;
}
