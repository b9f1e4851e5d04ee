using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>Offsets that wait to be committed.</summary>
internal sealed class GatheredOffsets
{
    // Bounded by the groups and partitions that a stream reads.
    private readonly Dictionary<(string Group, TopicPartition Partition), CommittableOffset> _furthest = [];

    public int Count { get; private set; }

    /// <summary>Adds an offset; one that lies behind another of its partition changes nothing.</summary>
    public void Add(CommittableOffset offset)
    {
        var key = (offset.Group, offset.Partition);
        if (!_furthest.TryGetValue(key, out var known) || known.Offset <= offset.Offset)
        {
            _furthest[key] = offset;
        }

        Count++;
    }

    public CommittableOffsetBatch Take()
    {
        var batch = new CommittableOffsetBatch([.. _furthest.Values], Count);
        _furthest.Clear();
        Count = 0;
        return batch;
    }
}
