using System.Runtime.InteropServices;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded.Log;

/// <summary>The index of a topic as stored beside its log, so that opening scans only what came after. A cache: without it, the whole log is scanned.</summary>
internal static class IndexFile
{
    private const int FormatVersion = 1;

    internal static void Write(string folder, long epoch, long indexedUntil, IReadOnlyList<PartitionIndex> partitions)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(FormatVersion);
        writer.Write(epoch);
        writer.Write(indexedUntil);
        foreach (var partition in partitions)
        {
            var (entries, end) = partition.Copy();
            writer.Write(end);
            writer.Write(entries.Length);
            writer.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
        }

        writer.Write(Crc32C.Of(content.GetBuffer().AsSpan(0, (int)content.Length)));
        DurableFile.Replace(PathIn(folder), content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>Restores the index; returns the address up to which it is complete, or null when there is no usable one.</summary>
    internal static long? TryRead(string folder, long epoch, long committedUntil, IReadOnlyList<PartitionIndex> partitions)
    {
        if (!File.Exists(PathIn(folder)))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(PathIn(folder));
        if (bytes.Length < sizeof(uint) || Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)) != MemoryMarshal.Read<uint>(bytes.AsSpan(bytes.Length - 4)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes));
        if (reader.ReadInt32() != FormatVersion || reader.ReadInt64() != epoch || reader.ReadInt64() is var until && until > committedUntil)
        {
            return null;
        }

        foreach (var partition in partitions)
        {
            var end = reader.ReadInt64();
            var entries = new EntryRef[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(entries.AsSpan()));
            partition.Restore(entries, end);
        }

        return until;
    }

    private static string PathIn(string folder) => Path.Combine(folder, "index");
}
