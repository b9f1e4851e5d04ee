using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Writing;

/// <summary>A call to append: waits for its place, then for the acknowledgement of each of its records. Used under its producer's lock.</summary>
internal sealed class PendingAppend(int partition, ReadOnlyMemory<NewRecord> records, long bytes, long startedAt)
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _first = -1;
    private int _left = records.Length;

    internal int Partition => partition;

    /// <summary>The records; the caller's memory, not to be looked at once <see cref="IsAbandoned"/>.</summary>
    internal ReadOnlyMemory<NewRecord> Records => records;

    internal long Bytes => bytes;

    internal long StartedAt => startedAt;

    /// <summary>Where the producer finds it when a record is acknowledged.</summary>
    internal int Slot { get; set; }

    /// <summary>The caller no longer waits: its memory may be gone.</summary>
    internal bool IsAbandoned { get; set; }

    internal Task<long> Outcome => _done.Task;

    internal bool Acknowledge(long offset)
    {
        // Records of a partition are acknowledged in order.
        if (_first < 0)
        {
            _first = offset;
        }

        if (--_left > 0)
        {
            return false;
        }

        _done.TrySetResult(_first);
        return true;
    }

    internal void Fail(Exception failure) => _done.TrySetException(failure);
}
