using System.Diagnostics.Metrics;

namespace ActorPipeline.Node.Http;

internal sealed class ConnectionInstruments : IDisposable
{
    private readonly Meter _meter = new("ActorPipeline.Connections");
    private readonly KeyValuePair<string, object?> _listener;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _gaveWay;
    private readonly Counter<long> _refusedRequests;

    public ConnectionInstruments(string listener, Func<int> open)
    {
        _listener = new("listener", listener);
        _meter.CreateObservableGauge(
            "actorpipeline.connections.open", () => new Measurement<int>(open(), _listener), description: "Connections of clients");
        _refused = _meter.CreateCounter<long>("actorpipeline.connections.refused", description: "Connections closed at once: all others were busy");
        _gaveWay = _meter.CreateCounter<long>("actorpipeline.connections.gave_way", description: "Idle connections closed to make room for new ones");
        _refusedRequests = _meter.CreateCounter<long>("actorpipeline.requests.refused", description: "Requests refused for lack of room, by reason");
    }

    public void Refused() => _refused.Add(1, _listener);

    public void GaveWay() => _gaveWay.Add(1, _listener);

    public void RefusedRequest(string reason) => _refusedRequests.Add(1, _listener, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
