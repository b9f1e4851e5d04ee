using System.Diagnostics.Metrics;

namespace ActorPipeline.Actors.Live;

/// <summary>What is measured of live rows between nodes. Safe to use from any thread.</summary>
public static class LiveInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorPipeline.Actors.Live";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> SentRows =
        Meter.CreateCounter<long>("actorpipeline.cluster.live.sent", description: "Row batches sent to other nodes' dashboards");

    private static readonly Counter<long> DroppedRows =
        Meter.CreateCounter<long>("actorpipeline.cluster.live.dropped", description: "Row batches other nodes' dashboards had to do without");

    private static readonly Counter<long> Gaps =
        Meter.CreateCounter<long>("actorpipeline.cluster.live.gaps", description: "Times this node's dashboards had to read again");

    internal static void Sent(int batches) => SentRows.Add(batches);

    internal static void Dropped(int batches) => DroppedRows.Add(batches);

    internal static void Gap() => Gaps.Add(1);
}
