namespace ActorPipeline.Bench.Cluster;

/// <summary>CPU time of a stage that runs on several threads, by the clocks of these threads, and apart from it what the JIT compiler took. Safe to use from any thread.</summary>
internal sealed class CpuClock
{
    private long _nanoseconds;
    private long _compiling;

    /// <summary>CPU-seconds without the compiler's.</summary>
    public double Seconds => Interlocked.Read(ref _nanoseconds) / 1e9;

    /// <summary>CPU-seconds of the compiler, about.</summary>
    public double CompilingSeconds => Interlocked.Read(ref _compiling) / 1e9;

    /// <summary>Adds what a thread has spent.</summary>
    public void Add(ThreadTime spent)
    {
        var compiling = spent.CompilingCpu;
        Interlocked.Add(ref _compiling, compiling);
        Interlocked.Add(ref _nanoseconds, spent.Cpu - compiling);
    }
}
