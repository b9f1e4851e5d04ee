using ActorPipeline.Log;
using ActorPipeline.TestKit.Faults;

namespace ActorPipeline.TestKit.Log;

/// <summary>Reads one partition of an in-memory log.</summary>
internal sealed class MemoryReader(MemoryPartition partition, long from, FaultPlan plan, Effects effects) : ILogReader
{
    private readonly LogBatch _batch = new();
    private readonly ReusedBytes _bytes = new();
    private long _next = from;

    public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        await effects.AfterAsync(plan.Latency(), () => 0, cancellationToken);
        if (plan.Strikes(plan.Rates.LogRefused, "read of the log refused"))
        {
            throw new EventLogException("the log could not be read (injected)");
        }

        _batch.Clear();
        _bytes.Spoil();
        while (partition.Read(_next, maxBytes, _batch, _bytes) is { } grown)
        {
            await WaitAsync(grown, cancellationToken);
        }

        _next = _batch.Next;
        return _batch;
    }

    public ValueTask DisposeAsync() => default;

    // Not Task.WaitAsync: it would come back over the thread pool, and a simulated run must not.
    private static async Task WaitAsync(Task grown, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.UnsafeRegister((_, token) => cancelled.TrySetCanceled(token), null);
        _ = ForwardAsync(grown, cancelled);
        await cancelled.Task;
    }

    private static async Task ForwardAsync(Task grown, TaskCompletionSource waiter)
    {
        await grown;
        waiter.TrySetResult();
    }
}
