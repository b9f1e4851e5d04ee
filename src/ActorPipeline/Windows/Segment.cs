using ActorPipeline.Storage;

namespace ActorPipeline.Windows;

/// <summary>A chunk as a manifest names it.</summary>
/// <param name="Id">Its name in the store.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Checksum">The first 64 bits of its Murmur3 hash.</param>
/// <param name="Groups">How many groups it holds.</param>
internal readonly record struct ChunkRef(ChunkId Id, int Length, ulong Checksum, int Groups);

/// <summary>A part of a pane that no longer changes: what came in between two checkpoints. In memory, in the snapshot store, or both.</summary>
internal sealed class Segment
{
    /// <summary>Makes a segment of a table that is not stored yet.</summary>
    /// <param name="table">The table; not changed any more.</param>
    /// <param name="frozenAtMs">When, on the node's clock: decides only about passivation, never about rows.</param>
    public Segment(PaneTable table, long frozenAtMs)
    {
        Table = table;
        Groups = table.Groups;
        FrozenAtMs = frozenAtMs;
    }

    public Segment(PaneTable table, IReadOnlyList<ChunkRef> chunks, long frozenAtMs)
        : this(table, frozenAtMs) => Chunks = chunks;

    /// <summary>The table; null while its entities are passivated.</summary>
    public PaneTable? Table { get; private set; }

    /// <summary>The chunks that hold it; null until a checkpoint has written them.</summary>
    public IReadOnlyList<ChunkRef>? Chunks { get; set; }

    public int Groups { get; }

    /// <summary>When it was frozen, on the node's clock.</summary>
    public long FrozenAtMs { get; }

    public void Passivate() => Table = Chunks is null ? Table : null;

    public void Revive(PaneTable table) => Table = table;
}
