using System.Buffers.Binary;
using ActorPipeline.Embedded.Files;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Embedded.Log;

/// <summary>How far a log goes according to its commit file.</summary>
/// <param name="HasDamagedRecord">One of the file's two records cannot be read: if it was the newer one, the log goes further.</param>
internal readonly record struct CommittedRange(long Begin, long Until, bool HasDamagedRecord);

/// <summary>How far a log is committed: two slots of one file, written in turn, so that a torn write leaves the one before. FasterLog's own
/// manager creates and deletes a file per commit, whose name is not durable until the folder is.</summary>
internal sealed class CommitFile(string path, SafeFileHandle file, FolderGuard guard) : ILogCommitManager
{
    private const byte FormatVersion = 1;
    private const int SlotSize = 4096;
    private const int HeaderSize = 20;
    private (long Number, byte[] Metadata)? _latest = ReadLatest(path, file).Latest;

    /// <summary>Where the log ends according to the last commit; null when nothing was ever committed.</summary>
    internal FasterLogRecoveryInfo? Recovery => _latest is { } latest ? Parse(latest.Metadata) : null;

    /// <summary>Why the last commit could not be written. It is not thrown, because FasterLog calls from a thread on which nobody would catch it.</summary>
    internal Exception? LastError { get; private set; }

    internal static string PathIn(string folder) => Path.Combine(folder, "commits");

    /// <summary>Makes the file of a topic that is new.</summary>
    internal static void LayOut(SegmentFiles files)
    {
        var path = PathIn(files.Folder);
        if (File.Exists(path))
        {
            return;
        }

        if (!files.IsEmpty)
        {
            throw new DataLostException(path, "is missing, though the log beside it has segments");
        }

        // Both slots are laid out at once: committing must not need space later.
        DurableFile.Replace(path, new byte[2 * SlotSize]);
    }

    internal static CommitFile Open(SegmentFiles files)
    {
        var path = PathIn(files.Folder);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, FileOptions.WriteThrough);
        try
        {
            files.Guard.Watch(path);
            return new CommitFile(path, file, files.Guard);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads how far the log in a folder goes; null when nothing was ever committed, or there is no file.</summary>
    internal static CommittedRange? ReadRange(string folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path);
        var (latest, isDamaged) = ReadLatest(path, file);
        return latest is { } found && Parse(found.Metadata) is var info ? new CommittedRange(info.BeginAddress, info.UntilAddress, isDamaged) : null;
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

    public void Dispose()
    {
        guard.Forget(path);
        file.Dispose();
    }

    private static FasterLogRecoveryInfo Parse(byte[] metadata)
    {
        var info = new FasterLogRecoveryInfo();
        using var reader = new BinaryReader(new MemoryStream(metadata));
        info.Initialize(reader);
        return info;
    }

    private static uint Checksum(ReadOnlySpan<byte> slot, int length)
    {
        Span<byte> bytes = stackalloc byte[SlotSize];
        slot[..16].CopyTo(bytes);
        slot.Slice(HeaderSize, length).CopyTo(bytes[16..]);
        return Crc32C.Of(bytes[..(16 + length)]);
    }

    private static ((long Number, byte[] Metadata)? Latest, bool IsDamaged) ReadLatest(string path, SafeFileHandle file)
    {
        var bytes = new byte[2 * SlotSize];
        var read = RandomAccess.Read(file, bytes, 0);
        var first = ReadSlot(path, bytes.AsSpan(0, SlotSize));
        var second = ReadSlot(path, bytes.AsSpan(SlotSize));
        var damaged = Count(bytes.AsSpan(0, SlotSize), first) + Count(bytes.AsSpan(SlotSize), second) + (read < bytes.Length ? 1 : 0);
        if (damaged > 1 || (damaged == 1 && first is null && second is null))
        {
            throw new DataLostException(path, "is damaged: neither of its two commit records can be read");
        }

        return (first is null || (second is not null && second.Value.Number > first.Value.Number) ? second : first, damaged > 0);

        // One that was never written is zeros.
        static int Count(ReadOnlySpan<byte> slot, (long, byte[])? record) => record is null && slot.ContainsAnyExcept((byte)0) ? 1 : 0;
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
