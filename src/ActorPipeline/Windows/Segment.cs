using ActorPipeline.Storage;

namespace ActorPipeline.Windows;

/// <summary>A part of a segment in a chunk, as a manifest names it.</summary>
/// <param name="Id">The chunk's name in the store. Other segments of the view may have parts in it.</param>
/// <param name="Checksum">The first 64 bits of the part's Murmur3 hash.</param>
internal readonly record struct ChunkPart(ChunkId Id, int Offset, int Length, ulong Checksum, int Groups);

/// <summary>A part of a pane that no longer changes: what came in between two checkpoints. In memory, in the snapshot store, or both.</summary>
internal sealed class Segment(PaneTable table, IReadOnlyList<ChunkPart>? parts, long frozenAtMs)
{
    /// <summary>The table, which no longer changes; null while its entities are passivated.</summary>
    public PaneTable? Table { get; private set; } = table;

    /// <summary>Where it is stored; null until a checkpoint has written it.</summary>
    public IReadOnlyList<ChunkPart>? Parts { get; set; } = parts;

    public int Groups { get; } = table.Groups;

    /// <summary>When it was frozen, on the node's clock: decides only about passivation, never about rows.</summary>
    public long FrozenAtMs { get; } = frozenAtMs;

    public void Passivate() => Table = Parts is null ? Table : null;

    public void Revive(PaneTable table) => Table = table;
}
