using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ActorPipeline.Node.Operators;

/// <summary>One instrument with one set of tags, as the Prometheus text format shows it. Thread safe.</summary>
internal sealed class MetricSeries(Instrument instrument, string labels)
{
    // Seconds, from half a millisecond to half a minute: what an append, a checkpoint and a request take.
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Lock _lock = new();
    private readonly long[]? _buckets = TypeOf(instrument) == "histogram" ? new long[Bounds.Length + 1] : null;
    private double _value;
    private long _count;

    public string Name { get; } = MetricText.Name(instrument, TypeOf(instrument) == "counter");

    public string Type { get; } = TypeOf(instrument);

    public string? Help => instrument.Description;

    public void Record(double value)
    {
        lock (_lock)
        {
            if (_buckets is not null)
            {
                var bucket = Array.FindIndex(Bounds, bound => value <= bound);
                _buckets[bucket < 0 ? Bounds.Length : bucket]++;
                _count++;
                _value += value;
            }
            else
            {
                _value = instrument.IsObservable || IsGauge(instrument) ? value : _value + value;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            if (_buckets is null)
            {
                MetricText.Sample(text, Name, labels, _value);
                return;
            }

            var below = 0L;
            for (var i = 0; i < _buckets.Length; i++)
            {
                below += _buckets[i];
                var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                MetricText.Sample(text, $"{Name}_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", below);
            }

            MetricText.Sample(text, $"{Name}_sum", labels, _value);
            MetricText.Sample(text, $"{Name}_count", labels, _count);
        }
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => "histogram",
        "Counter" or "ObservableCounter" => "counter",
        _ => "gauge",
    };

    private static bool IsGauge(Instrument instrument) => instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
}
