namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// How many requests may be under way to a node at once: halved when the node says that it is overloaded or answers too late, grown by one for every window's
/// worth of answers (additive increase, multiplicative decrease). Thread-safe.
/// </summary>
internal sealed class NodeWindow
{
    /// <summary>A node is never asked less than this at once, so that it can show that it has recovered.</summary>
    public const int Least = 16;

    private readonly Lock _gate = new();
    private readonly int _most;
    private int _limit;
    private int _answers;
    private long _narrowedAt = long.MinValue;

    public NodeWindow(int most) => _limit = _most = most;

    public int Limit => Volatile.Read(ref _limit);

    public void Answered()
    {
        if (Volatile.Read(ref _limit) >= _most)
        {
            return;
        }

        lock (_gate)
        {
            if (++_answers >= _limit)
            {
                _answers = 0;
                _limit = Math.Min(_limit + 1, _most);
            }
        }
    }

    /// <summary>The node is overloaded. Many requests of one window say so: what comes within <paramref name="once"/> of a decrease is the same news.</summary>
    /// <param name="now">A timestamp of <paramref name="time"/>.</param>
    public void Overloaded(long now, TimeProvider time, TimeSpan once)
    {
        lock (_gate)
        {
            if (_narrowedAt != long.MinValue && time.GetElapsedTime(_narrowedAt, now) < once)
            {
                return;
            }

            _narrowedAt = now;
            _answers = 0;
            _limit = Math.Max(_limit / 2, Math.Min(Least, _most));
        }
    }
}
