using System.Diagnostics.Metrics;

namespace ActorPipeline.Tests.Embedded.Store;

/// <summary>Reads the metric of what a store takes, as a scraper does.</summary>
internal sealed class StoreMemory : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _bytes;

    public StoreMemory(object store)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "actorpipeline.store.memory.bytes" && instrument.Meter.Scope == store)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _bytes = value);
        _listener.Start();
    }

    /// <summary>Bytes; 0 where the store tells nothing.</summary>
    public long Read()
    {
        _bytes = 0;
        _listener.RecordObservableInstruments();
        return _bytes;
    }

    public void Dispose() => _listener.Dispose();
}
