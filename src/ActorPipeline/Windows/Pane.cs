using ActorPipeline.Batches;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>A view's state in one pane: a table that takes events, and the segments that earlier checkpoints froze.</summary>
internal sealed class Pane(PaneKey key, PaneTable live, TableHash hash)
{
    private readonly LongSet _frozenGroups = new(hash);

    public PaneKey Key { get; } = key;
    public PaneTable Live { get; private set; } = live;
    public List<Segment> Frozen { get; } = [];
    public int Groups { get; private set; }

    /// <summary>Hashes of the groups that changed in this batch, when some window of the pane is already closed.</summary>
    public HashSet<ulong> Touched { get; } = [];

    /// <summary>Whether nothing has come since a time on the node's clock, as far as checkpoints tell.</summary>
    public bool IsIdleSince(long timeMs) => Live.Groups == 0 && Frozen.Count > 0 && Frozen[^1].FrozenAtMs < timeMs;

    public bool IsNew(ulong groupHash) => Frozen.Count == 0 || !_frozenGroups.Contains(groupHash);

    /// <summary>Tells whether a group that the live table has just got is new to the whole pane.</summary>
    public bool IsNew(int group) => Frozen.Count == 0 || IsNew(Live.HashOf(group));

    public void CountNew() => Groups++;

    /// <summary>Freezes the live table into a segment and begins an empty one.</summary>
    public void Freeze(PaneTable empty, long nowMs)
    {
        NoteGroups(Live);
        Frozen.Add(new Segment(Live, null, nowMs));
        Live = empty;
    }

    public void Restore(Segment segment)
    {
        NoteGroups(segment.Table!);
        Groups = _frozenGroups.Count;
        Frozen.Add(segment);
    }

    // Sixteen bytes a group at most stay in memory for passivated entities: whether a group is new must not depend on when a checkpoint was made.
    private void NoteGroups(PaneTable table)
    {
        for (var group = 0; group < table.Groups; group++)
        {
            _frozenGroups.Add(table.HashOf(group));
        }
    }
}
