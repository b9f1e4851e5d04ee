using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>Where a run's CPU time has gone since its first record: threads of the Kafka client by what the kernel counted, stages by their clocks, the JIT compiler by what it says and its own thread.</summary>
internal static class Stages
{
    public static string Describe(StageClocks clocks)
    {
        var total = ProcessMeter.CpuSeconds;
        (string Name, double Seconds)[] stages =
        [
            ("fetch", clocks.Fetch.Seconds),
            ("decode and batch", clocks.Decode.Seconds),
            ("shuffle", clocks.Shuffle.Seconds),
            ("apply, close and write rows", clocks.Apply.Seconds),
            ("emit", clocks.Emit.Seconds),
            ("checkpoints", clocks.Checkpoints.Seconds),
            ("JIT", clocks.CompilingSeconds + ProcessMeter.TieringSeconds),
            ("Kafka client's threads", ProcessMeter.ClientSeconds),
        ];
        var rest = total - stages.Sum(stage => stage.Seconds);
        var shares = stages.Append(("rest", rest)).Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Item1} {stage.Item2 / total:P1}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", shares)} of {total:0.0} CPU-s (in these: GC pauses {ProcessMeter.PausedSeconds / total:P1})");
    }
}
