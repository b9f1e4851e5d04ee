using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ActorPipeline.TestKit;

/// <summary>Adds up what the counters of a meter count from now on, by name and tags.</summary>
public sealed class MeterSums : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to count.</summary>
    /// <param name="meter">The meter's name.</param>
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

    /// <summary>What was counted: the counters, each with the values of its tags in braces.</summary>
    public IReadOnlyCollection<string> Counted => [.. _sums.Keys];

    /// <summary>How much a counter has counted.</summary>
    /// <param name="counter">Its name with its tags, as <see cref="Counted"/> has it.</param>
    public long this[string counter] => _sums.GetValueOrDefault(counter);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
