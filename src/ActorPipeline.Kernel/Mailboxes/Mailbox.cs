using System.Collections.Concurrent;

namespace ActorPipeline.Kernel;

internal enum PostResult
{
    Accepted,
    Full,
    Closed,
}

/// <summary>
/// The user messages of one actor: many producers, one consumer. Holds at most <paramref name="capacity"/> messages, and
/// beyond them one poison pill and one notice per watched actor; senders who wait for room hold their own message and are as many as there are callers awaiting.
/// </summary>
internal sealed class Mailbox(int capacity, Action<Envelope> undelivered)
{
    private readonly ConcurrentQueue<Envelope> _queue = new();
    private readonly LinkedList<RoomRequest> _line = new();
    private readonly Lock _gate = new();
    private int _count;
    private int _waiting;
    private int _poisoned;
    private volatile bool _closed;

    public int Capacity => capacity;

    public int Count => Volatile.Read(ref _count);

    public bool HasMessages => !_queue.IsEmpty;

    public PostResult Post(Envelope envelope)
    {
        if (_closed)
            return PostResult.Closed;
        if (envelope.Message is PoisonPill)
            return PostPill(envelope);

        // Those who wait were first: a free place is theirs.
        if (Volatile.Read(ref _waiting) > 0 || !TryReserve())
            return PostResult.Full;
        Enqueue(envelope);
        return PostResult.Accepted;
    }

    /// <summary>Takes a message whatever the capacity; the caller bounds how many there are.</summary>
    public void PostAlways(Envelope envelope)
    {
        Interlocked.Increment(ref _count);
        Enqueue(envelope);
    }

    /// <returns>Completes when the message is in the queue; fails with <paramref name="closed"/>'s exception when the mailbox is or gets closed.</returns>
    public ValueTask PostAsync(Envelope envelope, Func<Exception> closed, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var result = Post(envelope);
        if (result == PostResult.Accepted)
            return default;

        var request = new RoomRequest(this, envelope, closed);
        if (result == PostResult.Closed || !StandInLine(request))
        {
            undelivered(envelope);
            return ValueTask.FromException(closed());
        }

        // Room that came free between the refusal and standing in line was offered to nobody.
        AdmitWaiting();
        return request.Wait(cancellationToken);
    }

    public bool TryTake(out Envelope envelope)
    {
        if (!_queue.TryDequeue(out envelope))
            return false;
        Interlocked.Decrement(ref _count);
        if (Volatile.Read(ref _waiting) > 0)
            AdmitWaiting();
        return true;
    }

    /// <summary>Refuses everything from now on and hands over what is left.</summary>
    public void Close()
    {
        RoomRequest[] refused;
        lock (_gate)
        {
            _closed = true;
            refused = [.. _line];
            _line.Clear();
            Volatile.Write(ref _waiting, 0);
        }

        Interlocked.MemoryBarrier();
        Drain();
        foreach (var request in refused)
        {
            undelivered(request.Envelope);
            request.Refuse();
        }
    }

    internal bool Withdraw(RoomRequest request)
    {
        lock (_gate)
        {
            if (request.Place is not { List: not null } place)
                return false;
            _line.Remove(place);
            Interlocked.Decrement(ref _waiting);
            return true;
        }
    }

    private PostResult PostPill(Envelope envelope)
    {
        if (Interlocked.Exchange(ref _poisoned, 1) == 0)
            PostAlways(envelope);
        return PostResult.Accepted;
    }

    private void Enqueue(Envelope envelope)
    {
        _queue.Enqueue(envelope);

        // The consumer may have drained and gone between our look at _closed and the enqueue.
        Interlocked.MemoryBarrier();
        if (_closed)
            Drain();
    }

    private bool TryReserve()
    {
        // Compare-and-swap, not increment-and-undo: a passing overshoot could hide the only free place from a waiter for ever.
        var count = Volatile.Read(ref _count);
        while (count < capacity)
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
                return true;
            count = seen;
        }

        return false;
    }

    private bool StandInLine(RoomRequest request)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            request.Place = _line.AddLast(request);
            Interlocked.Increment(ref _waiting);
            return true;
        }
    }

    private void AdmitWaiting()
    {
        while (TakeNextAdmitted() is { } request)
            request.Admit();
    }

    private RoomRequest? TakeNextAdmitted()
    {
        lock (_gate)
        {
            if (_line.First?.Value is not { } request || !TryReserve())
                return null;
            _line.RemoveFirst();

            // Enqueued before the line is seen as empty, so that no later Tell of the same sender overtakes.
            _queue.Enqueue(request.Envelope);
            Interlocked.Decrement(ref _waiting);
            return request;
        }
    }

    private void Drain()
    {
        while (_queue.TryDequeue(out var envelope))
        {
            Interlocked.Decrement(ref _count);
            undelivered(envelope);
        }
    }
}
