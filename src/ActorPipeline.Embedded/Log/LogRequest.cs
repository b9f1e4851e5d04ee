using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>Something the topic's loop is asked to do.</summary>
internal abstract class LogRequest
{
    internal abstract void Fail(Exception reason);
}

/// <summary>Records to append, completed when they are durable.</summary>
internal sealed class AppendRequest(int generation, int partition, ReadOnlyMemory<NewRecord> records, long bytes) : LogRequest
{
    private readonly TaskCompletionSource<long> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal int Generation { get; } = generation;
    internal int Partition { get; } = partition;
    internal ReadOnlyMemory<NewRecord> Records { get; } = records;
    internal long Bytes { get; } = bytes;
    internal long FirstOffset { get; set; }

    internal Task<long> Outcome => _outcome.Task;

    /// <summary>Completes when the caller's memory is no longer needed: until then even a cancelled caller must wait.</summary>
    internal Task Released => _released.Task;

    internal void Release() => _released.TrySetResult();

    internal void Complete() => _outcome.TrySetResult(FirstOffset);

    internal override void Fail(Exception reason)
    {
        Release();
        _outcome.TrySetException(reason);
    }
}

/// <summary>Leave to drop records below an offset.</summary>
internal sealed class TrimRequest(int partition, long before) : LogRequest
{
    private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal int Partition { get; } = partition;
    internal long Before { get; } = before;

    internal Task Outcome => _outcome.Task;

    internal void Complete() => _outcome.TrySetResult();

    internal override void Fail(Exception reason) => _outcome.TrySetException(reason);
}
