namespace ActorPipeline.Cql.Connections;

/// <summary>
/// The stream ids of one connection and who waits on each. An id whose request was given up stays taken until its late answer comes: otherwise that answer
/// would reach the next request with the same id. Not thread-safe: the connection's lock guards it. Memory: 26 bytes for each id ever in use at once, at most
/// 32,767 ids.
/// </summary>
/// <param name="capacity">How many ids may be in use, from 1 to 32,767.</param>
internal sealed class StreamTable(int capacity)
{
    /// <summary>The protocol's most: ids are the non-negative 16-bit integers, negative ones are the server's; <see cref="ReservedId"/> is not used.</summary>
    public const int MaxIds = 32_767;

    /// <summary>The id that no request is given: servers answer on it when they no longer know whom (CASSANDRA-21508), and must not end somebody else's
    /// request.</summary>
    public const short ReservedId = 0;

    private readonly Stack<short> _free = new();
    private Entry[] _entries = new Entry[Math.Min(64, capacity + 1)];
    private int _used;

    /// <summary>Ids in use, those of given up requests included.</summary>
    public int Taken { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>Ids whose answer has not come in time, and not since.</summary>
    public int Overdue { get; private set; }

    /// <summary>Takes a free id for a request that is overdue at <paramref name="deadline"/>.</summary>
    /// <returns>False when all ids are taken.</returns>
    public bool TryTake(PendingRequest request, long deadline, out short id)
    {
        if (!_free.TryPop(out id))
        {
            if (_used == capacity)
            {
                return false;
            }

            id = (short)++_used;
            if (id == _entries.Length)
            {
                Array.Resize(ref _entries, Math.Min(capacity + 1, _entries.Length * 2));
            }
        }

        _entries[id] = new Entry(request, deadline, IdState.Taken);
        Taken++;
        Waiting++;
        return true;
    }

    /// <summary>Frees the id of an answer that has come.</summary>
    /// <param name="id">The id in the answer's header.</param>
    /// <param name="request">Who waits for it; null when it was given up.</param>
    /// <returns>False when nothing was asked on this id: the server broke the protocol.</returns>
    public bool TryAnswer(short id, out PendingRequest? request)
    {
        request = null;
        if (id <= 0 || id > _used || _entries[id].State == IdState.Free)
        {
            return false;
        }

        request = _entries[id].Request;
        Release(id);
        return true;
    }

    /// <summary>Whether this request, and no other, waits on the id.</summary>
    public bool IsWaiting(short id, PendingRequest request) => ReferenceEquals(_entries[id].Request, request);

    /// <summary>Nobody waits on this id any longer; it stays taken until its answer comes.</summary>
    public void GiveUp(short id)
    {
        _entries[id].Request = null;
        Waiting--;
    }

    /// <summary>Marks what is overdue, and gives it up.</summary>
    /// <param name="now">The time; the end of time for everything.</param>
    /// <returns>The requests that somebody waited for; null when there are none.</returns>
    public List<PendingRequest>? TakeOverdue(long now)
    {
        List<PendingRequest>? requests = null;
        for (var id = 1; Taken > Overdue && id <= _used; id++)
        {
            ref var entry = ref _entries[id];
            if (entry.State != IdState.Taken || entry.Deadline > now)
            {
                continue;
            }

            entry.State = IdState.Overdue;
            Overdue++;
            if (entry.Request is { } request)
            {
                (requests ??= []).Add(request);
                GiveUp((short)id);
            }
        }

        return requests;
    }

    /// <summary>Frees the id of a request that was answered, or never sent.</summary>
    public void Release(short id)
    {
        Waiting -= _entries[id].Request is null ? 0 : 1;
        Overdue -= _entries[id].State == IdState.Overdue ? 1 : 0;
        _entries[id] = default;
        _free.Push(id);
        Taken--;
    }

    private enum IdState : byte
    {
        Free,
        Taken,
        Overdue,
    }

    private record struct Entry(PendingRequest? Request, long Deadline, IdState State);
}
