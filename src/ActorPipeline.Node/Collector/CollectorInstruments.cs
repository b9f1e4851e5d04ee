using System.Diagnostics.Metrics;

namespace ActorPipeline.Node.Collector;

internal sealed class CollectorInstruments : IDisposable
{
    private readonly Meter _meter = new("ActorPipeline.Collector");
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _refused;

    public CollectorInstruments()
    {
        _accepted = _meter.CreateCounter<long>("actorpipeline.collector.accepted", description: "Events taken and durable");
        _rejected = _meter.CreateCounter<long>("actorpipeline.collector.rejected", description: "Events not taken");
        _refused = _meter.CreateCounter<long>("actorpipeline.collector.refused", description: "Requests refused whole, by reason");
    }

    public void Took(string pipeline, int accepted, int rejected)
    {
        var tag = new KeyValuePair<string, object?>("pipeline", pipeline);
        _accepted.Add(accepted, tag);
        _rejected.Add(rejected, tag);
    }

    public void Refused(string pipeline, string reason) =>
        _refused.Add(1, new KeyValuePair<string, object?>("pipeline", pipeline), new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
