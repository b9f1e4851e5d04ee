using System.Globalization;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>What a run printed, and what it did to the server.</summary>
/// <param name="Run">What it printed.</param>
/// <param name="ServerCpuSeconds">CPU-seconds of the server meanwhile.</param>
/// <param name="DiskBytes">Bytes on disk of its rows' tables; 0 where they were not measured.</param>
internal sealed record StoreResult(ClusterRun Run, double ServerCpuSeconds, long DiskBytes)
{
    public string Name => Run.Name;

    public double Number(string value) => Run.Number(value);

    /// <summary>One line of everything.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} | {string.Join(' ', Run.Values.Select(pair => $"{pair.Key}={pair.Value}"))} server_cpu_s={ServerCpuSeconds:0.0} disk_mb={DiskBytes / 1e6:0.0} {Run.Check}");
}
