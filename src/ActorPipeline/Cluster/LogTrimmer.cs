namespace ActorPipeline.Cluster;

/// <summary>Decides below which offset the cluster's topic is of no use any more. Only the leader's decisions are followed. One caller at a time.</summary>
/// <param name="context">The bus's surroundings.</param>
/// <param name="link">How far the topic has been read.</param>
internal sealed class LogTrimmer(ClusterContext context, TopicLink link)
{
    // Marks are made so many times within the time that records are kept for, which bounds how many there are.
    private const int Marks = 6;

    private readonly Queue<(long Offset, long At)> _marks = new();
    private long? _lastAt;

    /// <summary>Looks whether it is time to trim.</summary>
    /// <returns>Below which offset; null when there is nothing to do.</returns>
    public long? Due()
    {
        if (link.Next is not { } next || (_lastAt is { } at && context.Time.GetElapsedTime(at) < context.Options.KeepFor / Marks))
        {
            return null;
        }

        _lastAt = context.Time.GetTimestamp();
        _marks.Enqueue((next, _lastAt.Value));
        long? before = null;
        while (_marks.TryPeek(out var oldest) && context.Time.GetElapsedTime(oldest.At) >= context.Options.KeepFor)
        {
            before = _marks.Dequeue().Offset;
        }

        return context.Members.Leader()?.Instance == context.Self ? before : null;
    }
}
