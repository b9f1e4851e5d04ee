using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>The stored form of a segment, version 1: chunks of about <see cref="BytesPerChunk"/>, each readable by itself.</summary>
internal static class ChunkCodec
{
    /// <summary>About how many bytes a chunk has: what a distributed store takes in one write. A single larger group is a chunk of its own.</summary>
    public const int BytesPerChunk = 256 << 10;

    private const byte Version = 1;

    public static IEnumerable<(int Start, int Count)> RangesOf(PaneTable table)
    {
        var (start, bytes) = (0, 0L);
        for (var group = 0; group < table.Groups; group++)
        {
            var more = table.StoredBytesOf(group);
            if (group > start && bytes + more > BytesPerChunk)
            {
                yield return (start, group - start);
                (start, bytes) = (group, 0);
            }

            bytes += more;
        }

        if (table.Groups > start)
        {
            yield return (start, table.Groups - start);
        }
    }

    public static (ChunkRef Reference, ReadOnlyMemory<byte> Bytes) Write(PaneTable table, int start, int count, ChunkId id)
    {
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
