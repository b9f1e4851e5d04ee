using System.Diagnostics.Metrics;

namespace ActorPipeline.Node.Live;

/// <summary>The live hub's counters. The hub may drop, and counts it.</summary>
internal sealed class LiveInstruments
{
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _droppedBatches;
    private readonly Counter<long> _droppedFrames;
    private readonly Counter<long> _resets;

    public LiveInstruments(IMeterFactory meters)
    {
        var meter = meters.Create("ActorPipeline.Live");
        _subscriptions = meter.CreateUpDownCounter<long>("live.subscriptions", description: "Subscriptions of connected dashboards");
        _droppedBatches = meter.CreateCounter<long>("live.batches.dropped", description: "Row batches a selection was too slow for");
        _droppedFrames = meter.CreateCounter<long>("live.frames.dropped", description: "Frames a client was too slow for");
        _resets = meter.CreateCounter<long>("live.resets", description: "Snapshots sent in place of frames");
    }

    public void Subscriptions(LiveSelection selection, int change) => _subscriptions.Add(change, Tags(selection));

    public void DroppedBatch(LiveSelection selection) => _droppedBatches.Add(1, Tags(selection));

    public void DroppedFrames(LiveSelection selection, int frames) => _droppedFrames.Add(frames, Tags(selection));

    public void Reset(LiveSelection selection) => _resets.Add(1, Tags(selection));

    private static KeyValuePair<string, object?>[] Tags(LiveSelection selection) =>
        [new("pipeline", selection.Pipeline), new("view", selection.View.Name)];
}
