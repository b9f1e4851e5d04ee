using ActorPipeline.Storage;

namespace ActorPipeline.Windows;

/// <summary>A part of a segment in a chunk, as a manifest names it.</summary>
/// <param name="Id">The chunk's name in the store. Other segments of the view may have parts in it.</param>
/// <param name="Offset">Where in the chunk the part begins.</param>
/// <param name="Length">The part's length in bytes.</param>
/// <param name="Checksum">The first 64 bits of the part's Murmur3 hash.</param>
/// <param name="Groups">How many groups it holds.</param>
internal readonly record struct ChunkPart(ChunkId Id, int Offset, int Length, ulong Checksum, int Groups);

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

    public Segment(PaneTable table, IReadOnlyList<ChunkPart> parts, long frozenAtMs)
        : this(table, frozenAtMs) => Parts = parts;

    /// <summary>The table; null while its entities are passivated.</summary>
    public PaneTable? Table { get; private set; }

    /// <summary>Where it is stored; null until a checkpoint has written it.</summary>
    public IReadOnlyList<ChunkPart>? Parts { get; set; }

    public int Groups { get; }

    /// <summary>When it was frozen, on the node's clock.</summary>
    public long FrozenAtMs { get; }

    public void Passivate() => Table = Parts is null ? Table : null;

    public void Revive(PaneTable table) => Table = table;
}
