using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>Adds up what the counters of a meter count from now on, by name and tags.</summary>
internal sealed class MeterSums : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterSums(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name;
            foreach (var tag in tags)
            {
                name += $"{{{tag.Value}}}";
            }

            _sums.AddOrUpdate(name, value, (_, before) => before + value);
        });
        _listener.Start();
    }

    public IReadOnlyCollection<string> Counted => [.. _sums.Keys];

    public long this[string counter] => _sums.GetValueOrDefault(counter);

    public void Dispose() => _listener.Dispose();
}
