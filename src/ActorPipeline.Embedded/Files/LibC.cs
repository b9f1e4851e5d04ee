using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Embedded.Files;

/// <summary>What .NET offers no call for: opening a folder to make it durable, reading a file that another process has locked, telling which file a path
/// leads to, and bounding the memory of this process.</summary>
internal static partial class LibC
{
    private const int ReadOnly = 0;
    private const int WorkingFolder = -100;
    private const uint AskForNumber = 0x100;
    private const int DataLimit = 2;
    private const int CoreLimit = 4;

    /// <summary>Makes a folder's entries (names of created, renamed and deleted files) durable. Windows does so by itself.</summary>
    /// <exception cref="IOException">The folder cannot be opened or written.</exception>
    internal static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid || Sync(handle) != 0)
        {
            throw new IOException($"cannot make folder {folder} durable: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Reads the first bytes of a file without asking for a lock, as .NET's own calls do. Returns how many; 0 when it cannot be read.</summary>
    internal static int ReadUnlocked(string path, Span<byte> buffer)
    {
        using var handle = Open(path, ReadOnly);
        return handle.IsInvalid ? 0 : (int)Math.Max(0, Read(handle, buffer, (nuint)buffer.Length));
    }

    /// <summary>Which file a path leads to; null when it leads nowhere, or cannot be followed. Linux only.</summary>
    internal static FileIdentity? Identify(string path) => Statx(WorkingFolder, path, 0, AskForNumber, out var found) == 0
        ? new FileIdentity(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Number)
        : null;

    /// <summary>From now on this process gets no more memory than so many bytes, and leaves no image of it where it dies. On Linux only; elsewhere nothing
    /// happens.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    internal static void LimitMemory(long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Limit(DataLimit, (nuint)bytes);
        Limit(CoreLimit, 0);
    }

    private static void Limit(int resource, nuint most)
    {
        var limit = new ResourceLimit { Soft = most, Hard = most };
        if (SetLimit(resource, in limit) != 0)
        {
            throw new IOException($"cannot bound what this process takes: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxResult result);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint count);

    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }

    // struct statx of linux/stat.h, the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
