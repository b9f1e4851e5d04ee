using System.Buffers.Binary;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;
using FASTER.core;

namespace ActorPipeline.Embedded.Log;

[Flags]
internal enum EntryPart : byte
{
    Middle = 0,
    First = 1,

    /// <summary>The last part: the append counts only with it.</summary>
    Last = 2,
}

/// <summary>Head of an entry: version, part, partition, base offset, record count, length of the whole entry, CRC-32C of all of it but the checksum.</summary>
/// <remarks>Version 2 is version 1 with keys: only entries in which some record has one are written so.</remarks>
internal readonly record struct EntryHead(EntryPart Part, int Partition, long BaseOffset, int Count, int Length, bool HasKeys = false)
{
    internal const int Size = 28;
    private const byte WithoutKeys = 1;
    private const byte WithKeys = 2;
    private const int ChecksumAt = 24;

    /// <summary>Reads a head; false where no entry begins (the unused rest of a page is zeros).</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, string file, out EntryHead head)
    {
        head = default;
        if (bytes.Length < Size || bytes[0] == 0)
        {
            return false;
        }

        if (bytes[0] > WithKeys)
        {
            throw StoredFormatException.Version(file, bytes[0], WithKeys);
        }

        head = new EntryHead(
            (EntryPart)bytes[1],
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            bytes[0] == WithKeys);
        return true;
    }

    internal void Write(Span<byte> entry)
    {
        entry[..Size].Clear();
        entry[0] = HasKeys ? WithKeys : WithoutKeys;
        entry[1] = (byte)Part;
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], Partition);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], BaseOffset);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(entry[20..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[ChecksumAt..], Checksum(entry));
    }

    internal static bool IsIntact(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[ChecksumAt..]) == Checksum(entry);

    private static uint Checksum(ReadOnlySpan<byte> entry) => Crc32C.Of(entry[..ChecksumAt]) ^ Crc32C.Of(entry[Size..]);
}

/// <summary>Records of an entry, one after the other: lengths of value and headers, timestamp, in version 2 the key's length; value, headers, key.</summary>
internal static class RecordFormat
{
    private const int HeadSize = 16;
    private const int KeyLengthSize = 4;

    /// <summary>Whether some record has a key: all of its append are then written in the form with keys.</summary>
    internal static bool HaveKeys(ReadOnlySpan<NewRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            if (!record.Key.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    internal static int SizeOf(in NewRecord record, bool hasKeys) =>
        HeadSize + (hasKeys ? KeyLengthSize : 0) + record.Value.Length + record.Headers.Encoded.Length + record.Key.Length;

    internal static int Write(Span<byte> target, in NewRecord record, bool hasKeys)
    {
        var headers = record.Headers.Encoded.Span;
        BinaryPrimitives.WriteInt32LittleEndian(target, record.Value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], headers.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], record.TimestampMs);
        var at = HeadSize;
        if (hasKeys)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target[at..], record.Key.Length);
            at += KeyLengthSize;
        }

        record.Value.Span.CopyTo(target[at..]);
        headers.CopyTo(target[(at + record.Value.Length)..]);
        record.Key.Span.CopyTo(target[(at + record.Value.Length + headers.Length)..]);
        return SizeOf(record, hasKeys);
    }

    internal static LogRecord Take(ref ReadOnlyMemory<byte> rest, long offset, bool hasKeys)
    {
        var head = rest.Span;
        var value = BinaryPrimitives.ReadInt32LittleEndian(head);
        var headers = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        var key = hasKeys ? BinaryPrimitives.ReadInt32LittleEndian(head[HeadSize..]) : 0;
        var at = HeadSize + (hasKeys ? KeyLengthSize : 0);
        var record = new LogRecord(
            offset,
            BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
            rest.Slice(at, value),
            new RecordHeaders(rest.Slice(at + value, headers)),
            rest.Slice(at + value + headers, key));
        rest = rest[(at + value + headers + key)..];
        return record;
    }
}

/// <summary>Writes an entry straight into FasterLog's page.</summary>
internal readonly struct NewEntry(EntryHead head, ReadOnlyMemory<NewRecord> records) : ILogEnqueueEntry
{
    public int SerializedLength => head.Length;

    public void SerializeTo(Span<byte> dest)
    {
        var at = EntryHead.Size;
        foreach (ref readonly var record in records.Span)
        {
            at += RecordFormat.Write(dest[at..], record, head.HasKeys);
        }

        head.Write(dest[..head.Length]);
    }
}
