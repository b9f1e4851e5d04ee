using System.Runtime.InteropServices;

namespace ActorPipeline.Bench.Cluster;

/// <summary>CPU time of a stage that runs on several threads: the synchronous part of its calls, by the clock of the calling thread. Safe to use from any thread.</summary>
internal sealed partial class CpuClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux
    private long _nanoseconds;

    public double Seconds => Interlocked.Read(ref _nanoseconds) / 1e9;

    /// <summary>Does a call and adds what it cost before it first waited.</summary>
    public T Measure<T>(Func<T> call)
    {
        var start = Now();
        var result = call();
        Interlocked.Add(ref _nanoseconds, Now() - start);
        return result;
    }

    private static long Now()
    {
        _ = ClockGetTime(ThreadCpuTime, out var time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
