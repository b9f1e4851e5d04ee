using System.Diagnostics.Metrics;
using ActorPipeline.Asking;

namespace ActorPipeline.Running;

/// <summary>What is measured of runs over partitions. Safe to use from any thread.</summary>
internal static class RunInstruments
{
    public const string MeterName = "ActorPipeline.Runs";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> FailedRuns = Meter.CreateCounter<long>(
        "actorpipeline.runs.failed", "{run}", "Runs over a source partition or a shard that failed; the next one begins with back-off");

    public static void Failed(PlacedPartition partition) => FailedRuns.Add(
        1,
        new KeyValuePair<string, object?>("pipeline", partition.Pipeline),
        new KeyValuePair<string, object?>("role", partition.Role.ToString().ToLowerInvariant()));
}
