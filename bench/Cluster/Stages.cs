using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>Where a run's CPU time has gone: threads of the Kafka client by what the kernel counted, calls by the CPU clock of their thread, the engine what is left.</summary>
internal static class Stages
{
    public static string Describe(StageLog log, StageStore store)
    {
        var total = ProcessMeter.CpuSeconds;
        var client = ProcessMeter.ClientSeconds;
        var garbage = GC.GetTotalPauseDuration().TotalSeconds;
        var rest = total - client - log.Fetch.Seconds - log.ShuffleRead.Seconds - log.ShuffleWrite.Seconds - log.Emit.Seconds - store.Snapshots.Seconds - garbage;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Kafka client's threads {client / total:P0}, fetch {log.Fetch.Seconds / total:P0}, shuffle {(log.ShuffleRead.Seconds + log.ShuffleWrite.Seconds) / total:P0}, emit {log.Emit.Seconds / total:P0}, checkpoints {store.Snapshots.Seconds / total:P0}, GC pauses {garbage / total:P0}, engine (decode, batch, apply, close, write rows), actors and JIT {rest / total:P0} of {total:0.0} CPU-s");
    }
}
