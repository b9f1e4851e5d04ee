using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.Files;

/// <summary>What .NET offers no call for: opening a folder to make it durable, and reading a file that another process has locked.</summary>
internal static partial class LibC
{
    private const int ReadOnly = 0;

    /// <summary>Makes a folder's entries (names of created, renamed and deleted files) durable. Windows does so by itself.</summary>
    /// <exception cref="IOException">The folder cannot be opened or written.</exception>
    internal static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        try
        {
            if (descriptor < 0 || Sync(descriptor) != 0)
            {
                throw new IOException($"cannot make folder {folder} durable: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Reads the first bytes of a file without asking for a lock, as .NET's own calls do.</summary>
    /// <returns>How many there are; 0 when the file cannot be read.</returns>
    internal static int ReadUnlocked(string path, Span<byte> buffer)
    {
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            return 0;
        }

        try
        {
            return (int)Math.Max(0, Read(descriptor, buffer, (nuint)buffer.Length));
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
