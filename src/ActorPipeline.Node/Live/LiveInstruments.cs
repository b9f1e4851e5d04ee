using System.Diagnostics.Metrics;

namespace ActorPipeline.Node.Live;

/// <summary>The live hub's counters. The hub may drop, and counts it.</summary>
internal sealed class LiveInstruments
{
    public const string MeterName = "ActorPipeline.Live";

    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _droppedBatches;
    private readonly Counter<long> _droppedFrames;
    private readonly Counter<long> _resets;

    public LiveInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _subscriptions = meter.CreateUpDownCounter<long>("live.subscriptions", description: "Subscriptions of connected dashboards");
        _droppedBatches = meter.CreateCounter<long>("live.batches.dropped", description: "Row batches a selection was too slow for");
        _droppedFrames = meter.CreateCounter<long>("live.frames.dropped", description: "Frames a client was too slow for");
        _resets = meter.CreateCounter<long>("live.resets", description: "Snapshots sent in place of frames");
    }

    public void Subscriptions(string pipeline, string view, int change) => _subscriptions.Add(change, Tags(pipeline, view));

    public void DroppedBatch(string pipeline, string view) => _droppedBatches.Add(1, Tags(pipeline, view));

    public void DroppedFrames(string pipeline, string view, int frames) => _droppedFrames.Add(frames, Tags(pipeline, view));

    public void Reset(string pipeline, string view) => _resets.Add(1, Tags(pipeline, view));

    private static KeyValuePair<string, object?>[] Tags(string pipeline, string view) => [new("pipeline", pipeline), new("view", view)];
}
