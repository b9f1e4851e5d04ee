namespace ActorPipeline.Integration.Cluster;

/// <summary>Tells, from the topic of emitted rows, when a shard goes on after its owner is gone: at the first row of a window that nobody had emitted before. Thread safe.</summary>
internal sealed class FreshRows
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly long[] _newest = new long[Visits.Shards];
    private readonly Outage?[] _outages = new Outage?[Visits.Shards];

    /// <summary>Notes a row.</summary>
    /// <param name="shard">Its shard: the partition of the topic it came in.</param>
    /// <param name="windowMs">Start of its window.</param>
    /// <param name="writtenMs">When it was written, unix milliseconds.</param>
    public void Emitted(int shard, long windowMs, long writtenMs)
    {
        lock (_lock)
        {
            if (windowMs <= _newest[shard])
            {
                return;
            }

            _newest[shard] = windowMs;

            // What the owner wrote before it was gone may be read after that.
            if (_outages[shard] is { } outage && writtenMs >= outage.AtMs)
            {
                outage.Over.TrySetResult(_clock.GetElapsedTime(outage.Began));
                _outages[shard] = null;
            }
        }
    }

    /// <summary>Begins to wait for shards whose owner is gone by now: what it wrote while it was killed is none of its successor's.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="began">When their owner was killed, as a timestamp of the system's clock.</param>
    /// <returns>Per shard, how long it took from then until its first fresh row.</returns>
    public IReadOnlyList<Task<TimeSpan>> Lost(IEnumerable<int> shards, long began)
    {
        lock (_lock)
        {
            var atMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            return [.. shards.Select(shard => (_outages[shard] = new Outage(began, atMs)).Over.Task)];
        }
    }

    /// <summary>As <see cref="Lost"/>, of all shards as of now.</summary>
    public IReadOnlyList<Task<TimeSpan>> LostAll() => Lost(Enumerable.Range(0, Visits.Shards), _clock.GetTimestamp());

    private sealed record Outage(long Began, long AtMs)
    {
        public TaskCompletionSource<TimeSpan> Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
