using System.Buffers;

namespace ActorPipeline.Embedded.Log;

/// <summary>Layout of a log's address space: where pages end and how long an entry is with FasterLog's own head.</summary>
internal readonly record struct LogLayout(int PageSizeBits)
{
    /// <summary>What FasterLog puts before an entry when it makes no checksums.</summary>
    internal const int FasterHeaderSize = 4;

    private const int Alignment = 4;

    internal int PageSize => 1 << PageSizeBits;

    internal int LargestEntry => PageSize - 64 - FasterHeaderSize;

    internal static long Next(long address, int length) => address + FasterHeaderSize + ((length + Alignment - 1) & -Alignment);

    internal long NextPage(long address) => ((address >> PageSizeBits) + 1) << PageSizeBits;

    internal bool FitsHead(long address) => NextPage(address) - address >= FasterHeaderSize + EntryHead.Size;
}

/// <summary>Walks over the heads of a log's entries.</summary>
internal static class LogScanner
{
    // Large entries are stepped over by their length and cost one read each; small ones come many at a time.
    private const int Window = 64 * 1024;

    /// <summary>Reports every entry between two addresses; stops early when the visitor returns false.</summary>
    internal static void Scan(SegmentFiles files, LogLayout layout, long from, long until, Func<EntryHead, long, bool> visit)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Window);
        try
        {
            var window = buffer.AsSpan(0, Window);
            var start = long.MinValue;
            for (var address = from; address < until;)
            {
                if (address < start || address + LogLayout.FasterHeaderSize + EntryHead.Size > start + Window)
                {
                    files.Read(start = address, window);
                }

                var head = default(EntryHead);
                var found = layout.FitsHead(address)
                    && EntryHead.TryRead(window[(int)(address - start + LogLayout.FasterHeaderSize)..], files.Folder, out head);
                if (found && !visit(head, address))
                {
                    return;
                }

                address = found ? LogLayout.Next(address, head.Length) : layout.NextPage(address);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
