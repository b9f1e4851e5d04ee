using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace ActorPipeline.Node.Operators;

/// <summary>Listens to this product's meters and keeps their series for scraping. Thread safe.</summary>
internal sealed class MetricRegistry : IDisposable
{
    private const string MeterPrefix = "ActorPipeline";

    // Tags are pipelines, views, partitions and reasons, all bounded by configuration; this only guards against a tag that is not.
    private const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), MetricSeries> _series = new();
    private readonly MeterListener _listener = new();

    public MetricRegistry()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(MeterPrefix, StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public void Write(StringBuilder text)
    {
        _listener.RecordObservableInstruments();
        foreach (var group in _series.Values.GroupBy(series => series.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            MetricText.Head(text, group.Key, group.First().Type, group.First().Help);
            foreach (var series in group)
            {
                series.Write(text);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, MetricText.Labels(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(key, static key => new MetricSeries(key.Instrument, key.Labels));
        }

        series.Record(value);
    }
}
