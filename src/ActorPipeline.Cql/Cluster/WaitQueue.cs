using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// Requests that wait for room, first come first woken. Who is woken tries again, and joins the end when another was faster. Bounded by
/// <paramref name="most"/>. Thread-safe.
/// </summary>
internal sealed class WaitQueue(int most, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _count;

    public bool HasAny => Volatile.Read(ref _count) > 0;

    /// <summary>Waits to be woken.</summary>
    /// <exception cref="CqlBusyException">The line is full, or nobody woke it within <paramref name="timeout"/>.</exception>
    public async Task WaitAsync(CqlEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_waiting.Count >= most)
            {
                throw new CqlBusyException($"{most} requests wait for room on Cassandra node {endpoint} already; ask for less at once");
            }

            _waiting.Enqueue(place);
            Volatile.Write(ref _count, _waiting.Count);
        }

        try
        {
            await place.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Woken as it gave up: the room is for the next.
            if (!place.TrySetCanceled(CancellationToken.None))
            {
                Wake(1);
            }

            if (e is TimeoutException)
            {
                throw new CqlBusyException($"Cassandra node {endpoint} had no room for another request within {timeout.TotalSeconds:0.###} s");
            }

            throw;
        }
    }

    public void Wake(int count)
    {
        lock (_gate)
        {
            while (count > 0 && _waiting.TryDequeue(out var place))
            {
                count -= place.TrySetResult() ? 1 : 0;
            }

            Volatile.Write(ref _count, _waiting.Count);
        }
    }
}
