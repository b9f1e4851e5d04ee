using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorPipeline.Node.Memory;

/// <summary>The heap of this process, and the free memory of its C library.</summary>
internal sealed partial class RuntimeHeap : IHeap
{
    // What malloc_trim leaves at the end of a heap.
    private const nuint NoPadding = 0;
    private bool _canTrim = OperatingSystem.IsLinux();

    /// <summary>What the managed heap holds of the machine's memory, in bytes.</summary>
    public static long Committed => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    /// <summary>Bytes of memory that are neither the managed heap's nor those of mapped files; null where the system does not tell.</summary>
    public static double? Native()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // In KiB: "RssAnon:      1234 kB".
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        var anonymous = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        return Math.Max(0, anonymous - Committed);
    }

    public HeapReading Read()
    {
        var background = GC.GetGCMemoryInfo(GCKind.Background);
        var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var whole = background.Index > blocking.Index ? background : blocking;
        return new HeapReading(
            Committed, whole.HeapSizeBytes - whole.FragmentedBytes, GC.CollectionCount(GC.MaxGeneration), GC.GetTotalAllocatedBytes(precise: false));
    }

    public void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);

    public void Compact()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TrimNative();
    }

    // DuckDB and librdkafka allocate by malloc, and glibc keeps what they free. Other C libraries give it back by themselves.
    private void TrimNative()
    {
        if (!_canTrim)
        {
            return;
        }

        try
        {
            _ = Trim(NoPadding);
        }
        catch (EntryPointNotFoundException)
        {
            _canTrim = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
