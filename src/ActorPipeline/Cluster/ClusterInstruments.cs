using System.Diagnostics.Metrics;

namespace ActorPipeline.Cluster;

/// <summary>The bus's counters.</summary>
internal sealed class ClusterInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorPipeline.Cluster";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _liveSent;
    private readonly Counter<long> _liveDropped;
    private readonly Counter<long> _liveGaps;

    /// <summary>Makes the counters.</summary>
    public ClusterInstruments()
    {
        _failures = _meter.CreateCounter<long>("actorpipeline.cluster.failures", description: "Failed reads and writes of the topics nodes share");
        _refused = _meter.CreateCounter<long>("actorpipeline.cluster.refused", description: "Questions and answers there was no room for");
        _unreadable = _meter.CreateCounter<long>("actorpipeline.cluster.unreadable", description: "Records of other nodes that were damaged");
        _liveSent = _meter.CreateCounter<long>("actorpipeline.cluster.live.sent", description: "Row batches sent to other nodes' dashboards");
        _liveDropped = _meter.CreateCounter<long>("actorpipeline.cluster.live.dropped", description: "Row batches other nodes' dashboards had to do without");
        _liveGaps = _meter.CreateCounter<long>("actorpipeline.cluster.live.gaps", description: "Times this node's dashboards had to read anew");
    }

    /// <summary>A topic could not be read or written.</summary>
    public void Failed(string topic) => _failures.Add(1, new KeyValuePair<string, object?>("topic", topic));

    /// <summary>There was no room.</summary>
    public void Refused() => _refused.Add(1);

    /// <summary>A record was damaged.</summary>
    public void Unreadable() => _unreadable.Add(1);

    /// <summary>Row batches were sent.</summary>
    public void LiveSent(int batches) => _liveSent.Add(batches);

    /// <summary>Row batches were dropped.</summary>
    public void LiveDropped(int batches) => _liveDropped.Add(batches);

    /// <summary>Rows of another node were missed.</summary>
    public void LiveGap() => _liveGaps.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
