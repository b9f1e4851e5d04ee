using ActorPipeline.Placement;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kafka.Placement;

/// <summary>Tells the listeners of one role what this node serves, one call at a time for each partition. Used by one thread at a time.</summary>
/// <param name="listeners">Who listens, by topic.</param>
/// <param name="limit">How long a partition may take to be handed over in order.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what was not handed over in time.</param>
internal sealed partial class PlacedListeners(IReadOnlyDictionary<string, IPlacementListener> listeners, TimeSpan limit, TimeProvider time, ILogger logger)
{
    // What a listener may need to give up once it is told to hurry.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // What each partition was told last. Bounded by the partitions of the role.
    private readonly Dictionary<(string Topic, int Partition), Task> _last = [];

    // Those that this node serves.
    private readonly HashSet<(string Topic, int Partition)> _served = [];

    /// <summary>How many partitions this node serves.</summary>
    internal int Served => _served.Count;

    /// <summary>This node is to serve a partition.</summary>
    internal void Give(string topic, int partition)
    {
        if (listeners.TryGetValue(topic, out var listener) && _served.Add((topic, partition)))
        {
            After(topic, partition, () => listener.OnGiven(partition));
        }
    }

    /// <summary>The partitions belong to others already.</summary>
    internal void Lose(IEnumerable<(string Topic, int Partition)> partitions)
    {
        foreach (var (topic, partition) in partitions.Where(_served.Remove).ToList())
        {
            After(topic, partition, () => listeners[topic].OnLost(partition));
        }
    }

    /// <summary>All that is served belongs to others already.</summary>
    internal void LoseAll() => Lose([.. _served]);

    /// <summary>Has partitions handed over, all at once; returns when that is done, or time is up.</summary>
    internal void Take(IEnumerable<(string Topic, int Partition)> partitions, CancellationToken inHaste)
    {
        using var hurry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry.Token, inHaste);
        var taken = partitions.Where(_served.Remove).ToDictionary(placed => placed, placed => TakeAsync(placed.Topic, placed.Partition, either.Token));
        foreach (var (placed, task) in taken)
        {
            _last[placed] = task;
        }

        // The thread is this loop's own: nothing else waits for it.
        if (!Task.WhenAll(taken.Values).Wait(limit + Grace, CancellationToken.None))
        {
            NotHandedOver(string.Join(", ", taken.Where(each => !each.Value.IsCompleted).Select(each => $"{each.Key.Topic}[{each.Key.Partition}]")), limit + Grace);
        }
    }

    private async Task TakeAsync(string topic, int partition, CancellationToken inHaste)
    {
        await Last(topic, partition);
        try
        {
            await listeners[topic].OnTakenAsync(partition, inHaste);
        }
        catch (Exception e)
        {
            // Whoever gets it next recovers what this node did not finish.
            TakingFailed($"{topic}[{partition}]", e.Message, e);
        }
    }

    private void After(string topic, int partition, Action tell)
    {
        if (Last(topic, partition) is { IsCompleted: false } last)
        {
            _last[(topic, partition)] = TellAfterAsync(last, tell);
        }
        else
        {
            tell();
        }
    }

    private static async Task TellAfterAsync(Task last, Action tell)
    {
        await last;
        tell();
    }

    private Task Last(string topic, int partition) => _last.GetValueOrDefault((topic, partition), Task.CompletedTask);

    [LoggerMessage(1, LogLevel.Warning, "Not handed over within {Limit}, another node may serve them at the same time for a while: {Partitions}")]
    private partial void NotHandedOver(string partitions, TimeSpan limit);

    [LoggerMessage(2, LogLevel.Warning, "{Partition} was given up without being finished: {Reason}")]
    private partial void TakingFailed(string partition, string reason, Exception exception);
}
