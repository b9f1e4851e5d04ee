using System.Diagnostics.Metrics;

namespace ActorPipeline.Shards;

/// <summary>What is measured of shards. Safe to use from any thread.</summary>
internal static class ShardInstruments
{
    public const string MeterName = "ActorPipeline.Shards";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Recovery = Meter.CreateHistogram<double>(
        "actorpipeline.shard.recovery", "s", "Time from a shard being given to this node to its having applied all that its log held then");

    public static void Recovered(string pipeline, TimeSpan took) => Recovery.Record(took.TotalSeconds, new KeyValuePair<string, object?>("pipeline", pipeline));
}
