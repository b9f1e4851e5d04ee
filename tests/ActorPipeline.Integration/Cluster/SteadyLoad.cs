using ActorPipeline.Integration.Processes;
using ActorPipeline.Log;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Visits at a steady rate, straight into the partitions of the source topic, while servers and nodes come and go.</summary>
/// <remarks>A partition whose broker is away waits alone. When the load is let go on after a pause, or a partition after an outage, what was missed is not made up for.</remarks>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<PartitionLoad> _partitions;
    private readonly Task _running;

    private SteadyLoad(IReadOnlyList<PartitionLoad> partitions)
    {
        _partitions = partitions;
        _running = Task.WhenAll(partitions.Select(partition => partition.RunAsync(_stop.Token)));
    }

    /// <summary>How much has been sent so far.</summary>
    public LoadCounts Counts => _partitions.Select(partition => partition.Counts).Aggregate((left, right) => left.And(right));

    /// <summary>Begins to send.</summary>
    /// <param name="log">The log of the source topic; the topic exists.</param>
    /// <param name="eventsPerSecond">Over all partitions.</param>
    /// <param name="seed">Equal seeds give equal visits but for their times.</param>
    public static SteadyLoad Start(IEventLog log, int eventsPerSecond, int seed) => new(
        [.. Enumerable.Range(0, Visits.Partitions).Select(partition =>
            new PartitionLoad(log, partition, (double)eventsPerSecond / Visits.Partitions, new VisitGenerator(partition, unchecked((seed * 397) ^ partition))))]);

    /// <summary>Sends nothing more until <see cref="Resume"/>; completes when what was sent is acknowledged, or given up.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in _partitions)
        {
            partition.Pause();
        }

        await Deadline.UntilAsync(CheckedAsync, _ => _partitions.All(partition => partition.IsAtRest), cancellationToken);
    }

    /// <summary>Sends again.</summary>
    /// <param name="fromMs">No usual visit is older than this: windows that were closed by hand meanwhile are only corrected, as all others are.</param>
    public void Resume(long fromMs)
    {
        foreach (var partition in _partitions)
        {
            partition.Resume(fromMs);
        }
    }

    /// <summary>Ranges of acknowledged numbers of all partitions.</summary>
    public IEnumerable<(int Partition, long First, long Count)> Acknowledged() => _partitions.SelectMany(partition => partition.Acknowledged());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // A load that failed would never come to rest.
    private async Task<LoadCounts> CheckedAsync()
    {
        if (_running.IsFaulted)
        {
            await _running;
        }

        return Counts;
    }
}

/// <summary>How much a load has sent.</summary>
/// <param name="Acknowledged">Events that the log has acknowledged: they must be in the topic.</param>
/// <param name="Unknown">Events whose writer broke: the topic may hold them or not.</param>
/// <param name="BrokenWriters">Writers that broke.</param>
/// <param name="BusySeconds">How long events were sent, pauses and outages of the log left out; over all partitions the longest.</param>
internal sealed record LoadCounts(long Acknowledged, long Unknown, int BrokenWriters, double BusySeconds)
{
    /// <summary>Acknowledged events a second.</summary>
    public double Rate => Acknowledged / Math.Max(BusySeconds, 1e-3);

    /// <summary>Both together.</summary>
    public LoadCounts And(LoadCounts other) => new(
        Acknowledged + other.Acknowledged, Unknown + other.Unknown, BrokenWriters + other.BrokenWriters, Math.Max(BusySeconds, other.BusySeconds));
}
