using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>The stored form of a segment, version 1: parts of at most about <see cref="BytesPerChunk"/>, each readable by itself; chunks hold as many of one
/// view's.</summary>
internal static class ChunkCodec
{
    /// <summary>About how many bytes a chunk has at most: what a distributed store takes in one write. A single larger group is a chunk of its own.</summary>
    public const int BytesPerChunk = 256 << 10;

    private const byte Version = 1;

    /// <summary>The ranges of groups that become parts, with about how many bytes each takes.</summary>
    public static IEnumerable<(int Start, int Count, long Bytes)> RangesOf(PaneTable table)
    {
        var (start, bytes) = (0, 0L);
        for (var group = 0; group < table.Groups; group++)
        {
            var more = table.StoredBytesOf(group);
            if (group > start && bytes + more > BytesPerChunk)
            {
                yield return (start, group - start, bytes);
                (start, bytes) = (group, 0);
            }

            bytes += more;
        }

        if (table.Groups > start)
        {
            yield return (start, table.Groups - start, bytes);
        }
    }

    /// <summary>Appends a range of groups to a chunk.</summary>
    public static ChunkPart Write(PaneTable table, int start, int count, ChunkId id, ByteWriter chunk)
    {
        var offset = chunk.Length;
        chunk.Byte(Version);
        table.Write(chunk, start, count);
        var written = chunk.Written.Span[offset..];
        return new ChunkPart(id, offset, written.Length, Murmur3.Hash64(written), count);
    }

    /// <summary>Reads a part of a chunk into a table of its own.</summary>
    /// <exception cref="FormatException">The bytes are not the ones that were written.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static PaneTable Read(ReadOnlySpan<byte> chunk, ChunkPart expected, ViewDefinition view, int exactDistinctLimit, TableHash hash)
    {
        var bytes = chunk[Math.Min(expected.Offset, chunk.Length)..Math.Min(expected.Offset + expected.Length, chunk.Length)];
        if (bytes.Length != expected.Length || Murmur3.Hash64(bytes) != expected.Checksum)
        {
            throw new FormatException($"chunk {expected.Id}: the length or checksum of what begins at byte {expected.Offset} does not fit");
        }

        var reader = new ByteReader(bytes);
        UnknownFormatVersionException.ThrowUnless(reader.Byte(), Version, "snapshot chunk");
        return PaneTable.Read(ref reader, view, exactDistinctLimit, hash);
    }
}
