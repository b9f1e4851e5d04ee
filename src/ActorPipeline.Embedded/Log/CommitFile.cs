using System.Buffers.Binary;
using ActorPipeline.Embedded.Files;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Embedded.Log;

/// <summary>How far a log is committed: two slots of one file, written in turn, so that a torn write leaves the one before. FasterLog's own
/// manager creates and deletes a file per commit, whose name is not durable until the folder is.</summary>
internal sealed class CommitFile(string path, SafeFileHandle file) : ILogCommitManager
{
    private const byte FormatVersion = 1;
    private const int SlotSize = 4096;
    private const int HeaderSize = 20;
    private (long Number, byte[] Metadata)? _latest = ReadLatest(path, file);

    /// <summary>Where the log ends according to the last commit; null when nothing was ever committed.</summary>
    internal FasterLogRecoveryInfo? Recovery
    {
        get
        {
            if (_latest is not { } latest)
            {
                return null;
            }

            var info = new FasterLogRecoveryInfo();
            using var reader = new BinaryReader(new MemoryStream(latest.Metadata));
            info.Initialize(reader);
            return info;
        }
    }

    /// <summary>Why the last commit could not be written. It is not thrown, because FasterLog calls from a thread on which nobody would catch it.</summary>
    internal Exception? LastError { get; private set; }

    internal static CommitFile Open(SegmentFiles files)
    {
        var path = Path.Combine(files.Folder, "commits");
        if (!File.Exists(path))
        {
            if (!files.IsEmpty)
            {
                throw new StoredFormatException(path, "it is missing, though the log beside it has segments: without it, nobody knows where the log ends");
            }

            // Both slots are laid out at once: committing must not need space later.
            DurableFile.Replace(path, new byte[2 * SlotSize]);
        }

        return new CommitFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, FileOptions.WriteThrough));
    }

    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        var slot = new byte[SlotSize];
        slot[0] = FormatVersion;
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(4), commitMetadata.Length);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(8), commitNum);
        commitMetadata.CopyTo(slot, HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(16), Checksum(slot, commitMetadata.Length));
        try
        {
            RandomAccess.Write(file, slot, (commitNum & 1) * SlotSize);
            _latest = (commitNum, commitMetadata);
        }
        catch (IOException e)
        {
            LastError = e;
        }
    }

    public byte[] GetCommitMetadata(long commitNum) => _latest!.Value.Metadata;

    public IEnumerable<long> ListCommits() => _latest is { } latest ? [latest.Number] : [];

    public void RemoveCommit(long commitNum)
    {
    }

    public void RemoveAllCommits() => RandomAccess.Write(file, new byte[2 * SlotSize], 0);

    public void OnRecovery(long commitNum)
    {
    }

    public void Dispose() => file.Dispose();

    private static uint Checksum(ReadOnlySpan<byte> slot, int length)
    {
        Span<byte> bytes = stackalloc byte[SlotSize];
        slot[..16].CopyTo(bytes);
        slot.Slice(HeaderSize, length).CopyTo(bytes[16..]);
        return Crc32C.Of(bytes[..(16 + length)]);
    }

    private static (long Number, byte[] Metadata)? ReadLatest(string path, SafeFileHandle file)
    {
        var bytes = new byte[2 * SlotSize];
        RandomAccess.Read(file, bytes, 0);
        var first = ReadSlot(path, bytes.AsSpan(0, SlotSize));
        var second = ReadSlot(path, bytes.AsSpan(SlotSize));
        if (first is null && second is null && bytes.AsSpan(0, SlotSize).ContainsAnyExcept((byte)0) && bytes.AsSpan(SlotSize).ContainsAnyExcept((byte)0))
        {
            throw new StoredFormatException(path, "both commit records are damaged");
        }

        return first is null || (second is not null && second.Value.Number > first.Value.Number) ? second : first;
    }

    private static (long Number, byte[] Metadata)? ReadSlot(string path, ReadOnlySpan<byte> slot)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(slot[4..]);
        if (length is <= 0 or > SlotSize - HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(slot[16..]) != Checksum(slot, length))
        {
            return null;
        }

        return slot[0] != FormatVersion
            ? throw StoredFormatException.Version(path, slot[0], FormatVersion)
            : (BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), slot.Slice(HeaderSize, length).ToArray());
    }
}
