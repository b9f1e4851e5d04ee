using System.Runtime.InteropServices;

namespace ActorPipeline.Node.Settings;

/// <summary>How many files and sockets (descriptors) this process may have open, and how many it has.</summary>
internal static partial class OpenFiles
{
    private static readonly int NumberOfFiles = OperatingSystem.IsLinux() ? 7 : 8;

    /// <summary>The limit: the soft one, which the runtime raises to the hard one when it starts. Null on Windows, which has none that matters.</summary>
    public static long? Limit()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        return GetLimit(NumberOfFiles, out var limit) == 0
            ? (long)Math.Min(limit.Soft, long.MaxValue)
            : throw new InvalidOperationException($"the limit of open files cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Those that are open now; null on Windows.</summary>
    public static int? Count() => OperatingSystem.IsWindows()
        ? null
        : Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();

    // RLIMIT_NOFILE is 7 on Linux, 8 on macOS and the BSDs; rlim_t is as wide as a pointer on all of them.
    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public nuint Soft;
        public nuint Hard;
    }
}
