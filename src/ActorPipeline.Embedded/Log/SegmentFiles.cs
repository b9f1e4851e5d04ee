using System.Collections.Concurrent;
using System.Globalization;
using ActorPipeline.Embedded.Files;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Embedded.Log;

/// <summary>The files of one log, each holding a stretch of its address space. They stay open when the log above them is closed and opened
/// again, so that readers do not notice. Safe to use concurrently.</summary>
internal sealed class SegmentFiles(string folder, int sizeBits, FolderGuard guard) : IDisposable
{
    private readonly ConcurrentDictionary<int, SafeFileHandle> _handles = new();
    private readonly string _prefix = Path.Combine(folder, "segment.");
    private readonly Lock _opening = new();
    private bool _disposed;

    internal string Folder => folder;

    internal FolderGuard Guard => guard;

    internal bool IsEmpty => Existing().Count == 0;

    internal long SegmentOf(long address) => address >> sizeBits;

    internal long StartOf(long segment) => segment << sizeBits;

    internal string PathOf(long segment) => _prefix + segment.ToString(CultureInfo.InvariantCulture);

    /// <summary>The bytes that a segment's file has; null when there is none.</summary>
    internal long? LengthOf(long segment) => new FileInfo(PathOf(segment)) is { Exists: true } file ? file.Length : null;

    internal void Write(int segment, long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(Open(segment, create: true), bytes, position);

    /// <summary>Looks whether the files that hold a stretch of the log are in place.</summary>
    /// <exception cref="IOException">One of them is not: what was written into it is lost.</exception>
    internal void DemandInPlace(long from, long until)
    {
        for (var segment = SegmentOf(from); segment <= SegmentOf(until - 1); segment++)
        {
            guard.Demand(PathOf(segment));
        }
    }

    /// <summary>Reads what is there; what was never written, or lies in a file that is gone, reads as zeros.</summary>
    internal void Read(long address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var segment = SegmentOf(address);
            var part = (int)Math.Min(into.Length, StartOf(segment + 1) - address);
            ReadWithin((int)segment, address - StartOf(segment), into[..part]);
            into = into[part..];
            address += part;
        }
    }

    /// <summary>Drops everything from an address on, so that what an unfinished commit left there is never taken for an entry.</summary>
    internal void CutAfter(long address)
    {
        foreach (var segment in Existing())
        {
            if (StartOf(segment) >= address)
            {
                Remove(segment);
            }
            else if (StartOf(segment + 1) > address)
            {
                var handle = Open(segment, create: false);
                RandomAccess.SetLength(handle, Math.Min(RandomAccess.GetLength(handle), address - StartOf(segment)));
            }
        }
    }

    /// <summary>Deletes a segment; one that is not there is ignored.</summary>
    internal void Remove(int segment)
    {
        lock (_opening)
        {
            guard.Forget(PathOf(segment));
            if (_handles.TryRemove(segment, out var handle))
            {
                handle.Dispose();
            }

            File.Delete(PathOf(segment));
        }
    }

    /// <summary>Deletes the segments below one. The log's own truncation may have been cut short by a crash.</summary>
    internal void RemoveBelow(long segment)
    {
        foreach (var old in Existing().Where(old => old < segment))
        {
            Remove(old);
        }
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _disposed = true;
            foreach (var (segment, handle) in _handles)
            {
                guard.Forget(PathOf(segment));
                handle.Dispose();
            }

            _handles.Clear();
        }
    }

    private List<int> Existing() =>
        [.. Directory.EnumerateFiles(folder, "segment.*").Select(path => int.Parse(path.AsSpan(_prefix.Length), CultureInfo.InvariantCulture)).Order()];

    private void ReadWithin(int segment, long position, Span<byte> into)
    {
        var read = 0;
        if (Find(segment) is { } handle)
        {
            int got;
            do
            {
                got = RandomAccess.Read(handle, into[read..], position + read);
                read += got;
            }
            while (got > 0 && read < into.Length);
        }

        into[read..].Clear();
    }

    private SafeFileHandle? Find(int segment)
    {
        try
        {
            return Open(segment, create: false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private SafeFileHandle Open(int segment, bool create)
    {
        if (_handles.TryGetValue(segment, out var handle))
        {
            return handle;
        }

        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_handles.TryGetValue(segment, out handle))
            {
                handle = _handles[segment] = OpenFile(PathOf(segment), create);
            }

            return handle;
        }
    }

    private SafeFileHandle OpenFile(string path, bool create)
    {
        if (create && !File.Exists(path))
        {
            OwnerRights.OpenFile(path, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
            LibC.SyncFolder(folder);
        }

        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.WriteThrough);
        try
        {
            guard.Watch(path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
