using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace ActorPipeline.Bench.Cluster;

/// <summary>What a thread has spent, or spent between two looks, in nanoseconds.</summary>
/// <param name="Cpu">CPU time.</param>
/// <param name="Elapsed">Time on the wall.</param>
/// <param name="Compiling">Time on the wall during which the JIT compiler worked on this thread.</param>
internal readonly partial record struct ThreadTime(long Cpu, long Elapsed, long Compiling)
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>About how much of the CPU time went to the compiler, which only knows the wall: as if the thread had run as evenly as during the whole.</summary>
    public long CompilingCpu => Elapsed == 0 ? 0 : (long)(Compiling * Math.Min(1, (double)Cpu / Elapsed));

    /// <summary>The calling thread's clocks.</summary>
    public static ThreadTime Now()
    {
        _ = ClockGetTime(ThreadCpuTime, out var time);
        return new ThreadTime(
            (time.Seconds * 1_000_000_000) + time.Nanoseconds,
            (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds,
            (long)JitInfo.GetCompilationTime(currentThread: true).TotalNanoseconds);
    }

    public static ThreadTime operator +(ThreadTime a, ThreadTime b) => new(a.Cpu + b.Cpu, a.Elapsed + b.Elapsed, a.Compiling + b.Compiling);

    public static ThreadTime operator -(ThreadTime a, ThreadTime b) => new(a.Cpu - b.Cpu, a.Elapsed - b.Elapsed, a.Compiling - b.Compiling);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
