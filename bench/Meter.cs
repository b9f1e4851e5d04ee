using System.Diagnostics;
using System.Globalization;

namespace ActorPipeline.Bench;

/// <summary>What a piece of work cost the whole process: CPU time of all its threads, wall time, bytes allocated.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="WallSeconds">Elapsed time.</param>
/// <param name="AllocatedBytes">Bytes allocated by all threads.</param>
internal readonly record struct Meter(double CpuSeconds, double WallSeconds, long AllocatedBytes)
{
    /// <summary>Measures a piece of work.</summary>
    public static Meter Measure(Action work)
    {
        var start = Begin();
        work();
        return Since(start);
    }

    /// <summary>Measures a piece of work.</summary>
    public static async Task<Meter> MeasureAsync(Func<Task> work)
    {
        var start = Begin();
        await work();
        return Since(start);
    }

    /// <summary>The cheapest of several runs of a piece of work.</summary>
    public static Meter Least(int rounds, Action work)
    {
        Meter? best = null;
        for (var round = 0; round < rounds; round++)
        {
            best = Cheaper(best, Measure(work));
        }

        return best!.Value;
    }

    /// <summary>The cheapest of several runs of two pieces of work, run in turn so that a noisy neighbour hits both.</summary>
    public static (Meter First, Meter Second) Compare(int rounds, Action first, Action second)
    {
        Meter? best = null, other = null;
        for (var round = 0; round < rounds; round++)
        {
            best = Cheaper(best, Measure(first));
            other = Cheaper(other, Measure(second));
        }

        return (best!.Value, other!.Value);
    }

    /// <summary>A rate per CPU-second in readable form.</summary>
    public string Rate(long events) => string.Create(CultureInfo.InvariantCulture, $"{events / CpuSeconds / 1e6:0.00} M/CPU-s");

    /// <summary>The cheaper one of a run and those before it.</summary>
    public static Meter Cheaper(Meter? known, Meter found) => known is { } best && best.CpuSeconds <= found.CpuSeconds ? best : found;

    private static Meter Begin()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new Meter(Cpu(), Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, GC.GetTotalAllocatedBytes(precise: true));
    }

    private static Meter Since(Meter start) => new(
        Cpu() - start.CpuSeconds,
        (Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency) - start.WallSeconds,
        GC.GetTotalAllocatedBytes(precise: true) - start.AllocatedBytes);

    private static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
