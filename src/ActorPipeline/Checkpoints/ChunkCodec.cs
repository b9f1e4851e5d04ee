using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Pipelines;
using ActorPipeline.Store;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>The stored form of a segment, version 1: chunks of at most <see cref="GroupsPerChunk"/> groups, each readable by itself.</summary>
internal static class ChunkCodec
{
    /// <summary>Groups in a chunk: a quarter of a megabyte for short keys, which a distributed store takes in one write.</summary>
    public const int GroupsPerChunk = 8_192;

    private const byte Version = 1;

    /// <summary>How many chunks a table takes.</summary>
    public static int ChunksOf(PaneTable table) => (table.Groups + GroupsPerChunk - 1) / GroupsPerChunk;

    /// <summary>Writes one chunk of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="index">Which chunk, from 0.</param>
    /// <param name="id">Its name.</param>
    public static (ChunkRef Reference, ReadOnlyMemory<byte> Bytes) Write(PaneTable table, int index, ChunkId id)
    {
        var start = index * GroupsPerChunk;
        var count = Math.Min(GroupsPerChunk, table.Groups - start);
        var writer = new ByteWriter();
        writer.Byte(Version);
        table.Write(writer, start, count);
        return (new ChunkRef(id, writer.Written.Length, Murmur3.Hash64(writer.Written.Span), count), writer.Written);
    }

    /// <summary>Reads a chunk into a table of its own.</summary>
    /// <exception cref="FormatException">The bytes are not the ones that were written.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static PaneTable Read(ReadOnlySpan<byte> bytes, ChunkRef expected, ViewDefinition view, int exactDistinctLimit)
    {
        if (bytes.Length != expected.Length || Murmur3.Hash64(bytes) != expected.Checksum)
        {
            throw new FormatException($"chunk {expected.Id}: its length or checksum does not fit");
        }

        var reader = new ByteReader(bytes);
        UnknownFormatVersionException.ThrowUnless(reader.Byte(), Version, "snapshot chunk");
        return PaneTable.Read(ref reader, view, exactDistinctLimit);
    }
}
