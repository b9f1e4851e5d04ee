using System.Buffers;
using System.Buffers.Binary;
using ActorPipeline.Log;

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

    internal bool IsPageStart(long address) => (address & (PageSize - 1)) == 0;

    internal long NextPage(long address) => ((address >> PageSizeBits) + 1) << PageSizeBits;

    internal bool FitsHead(long address) => NextPage(address) - address >= FasterHeaderSize + EntryHead.Size;
}

/// <summary>Walks over the heads of a log's entries.</summary>
internal static class LogScanner
{
    // Large entries are stepped over by their length and cost one read each; small ones come many at a time.
    private const int Window = 64 * 1024;

    /// <summary>Reports every entry between two addresses; stops early when the visitor returns false.</summary>
    /// <exception cref="EventLogException">There is no entry where there must be one, or its head makes no sense.</exception>
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

                var next = layout.NextPage(address);
                if (layout.FitsHead(address) && HoldsEntry(window[(int)(address - start)..]))
                {
                    var head = ReadHead(files, layout, address, window[(int)(address - start)..]);
                    if (!visit(head, address))
                    {
                        return;
                    }

                    next = LogLayout.Next(address, head.Length);
                }
                else if (layout.IsPageStart(address) || next > until)
                {
                    // The end of a page is left free only for an entry that then begins the next one.
                    throw Damaged(files, address, "there is no entry where there was one");
                }

                address = next;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether something was written where the next entry after an address would begin.</summary>
    internal static bool GoesOnAt(SegmentFiles files, LogLayout layout, long address)
    {
        Span<byte> head = stackalloc byte[LogLayout.FasterHeaderSize + EntryHead.Size];
        foreach (var place in (long[])[address, layout.NextPage(address)])
        {
            files.Read(place, head);
            if (HoldsEntry(head))
            {
                return true;
            }
        }

        return false;
    }

    internal static EventLogException Damaged(SegmentFiles files, long address, string what) =>
        new($"{files.PathOf(files.SegmentOf(address))} is damaged at address {address}: {what}");

    // Both FasterLog's head, which is the length, and the entry's own begin with what is not zero.
    private static bool HoldsEntry(ReadOnlySpan<byte> bytes) => bytes[..(LogLayout.FasterHeaderSize + 1)].ContainsAnyExcept((byte)0);

    private static EntryHead ReadHead(SegmentFiles files, LogLayout layout, long address, ReadOnlySpan<byte> bytes)
    {
        var isSound = EntryHead.TryRead(bytes[LogLayout.FasterHeaderSize..], files.PathOf(files.SegmentOf(address)), out var head)
            && head.Length == BinaryPrimitives.ReadInt32LittleEndian(bytes) && head.Length >= EntryHead.Size && head.Length <= layout.LargestEntry;
        return isSound ? head : throw Damaged(files, address, "the head of its entry makes no sense");
    }
}
