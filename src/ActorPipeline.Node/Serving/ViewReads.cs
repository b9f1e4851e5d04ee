using System.Diagnostics.Metrics;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Serving;

/// <summary>Who reads rows on this node. Requests and the live hub have slots of their own, and what shards read and write there takes none: a flood
/// of requests delays neither.</summary>
internal sealed class ViewReads : IDisposable
{
    private readonly Meter _meter = new("ActorPipeline.Reads");
    private readonly ReadSlots _requests;
    private readonly ReadSlots _live;

    public ViewReads(IRowStore store, ReadOptions options, TimeProvider clock)
    {
        Budget = new RowBudget(options.MaxHeldRows);
        _requests = new ReadSlots("requests", options.Requests, clock, _meter);
        _live = new ReadSlots("live", options.Live, clock, _meter);
        Requests = new ViewReader(store, _requests);
        Live = new ViewReader(store, _live);
        Pace = new ResponsePace(
            options.ClientTimeout, clock, _meter.CreateCounter<long>("actorpipeline.reads.cut_off", description: "Clients cut off since they took nothing"));
        _meter.CreateObservableGauge(
            "actorpipeline.reads.held_rows", () => Budget.Held, description: "Rows that answers may hold in memory while they are sent");
    }

    /// <summary>For requests to either listener.</summary>
    public ViewReader Requests { get; }

    /// <summary>For the live hub, which takes rows at once and keeps its own bounds.</summary>
    public ViewReader Live { get; }

    /// <summary>The rows that answers to requests may hold.</summary>
    public RowBudget Budget { get; }

    /// <summary>How answers to requests are sent.</summary>
    public ResponsePace Pace { get; }

    public void Dispose()
    {
        _meter.Dispose();
        _requests.Dispose();
        _live.Dispose();
    }
}
