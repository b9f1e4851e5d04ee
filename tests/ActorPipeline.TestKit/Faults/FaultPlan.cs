namespace ActorPipeline.TestKit.Faults;

/// <summary>Draws latencies and faults from a seed, and remembers which it drew. One thread at a time, unless its rates are <see cref="FaultRates.None"/>.</summary>
/// <param name="rates">How often.</param>
/// <param name="seed">The seed.</param>
public sealed class FaultPlan(FaultRates rates, int seed = 0)
{
    // Enough to read what led to a failed run; the count goes on.
    private const int MostRemembered = 400;

    private readonly Random _random = new(seed);
    private readonly List<string> _injected = [];

    /// <summary>The rates in force; <see cref="Heal"/> ends the faults.</summary>
    public FaultRates Rates { get; private set; } = rates;

    /// <summary>How many faults were injected.</summary>
    public int Count { get; private set; }

    /// <summary>The first faults that were injected, in order.</summary>
    public IReadOnlyList<string> Injected => _injected;

    /// <summary>From now on nothing fails; latencies stay.</summary>
    public void Heal() => Rates = new FaultRates { MaxLatency = Rates.MaxLatency };

    /// <summary>Draws whether a fault strikes.</summary>
    /// <param name="rate">How often it does.</param>
    /// <param name="what">What it is, for the list of faults.</param>
    public bool Strikes(double rate, string what)
    {
        if (rate <= 0 || _random.NextDouble() >= rate)
        {
            return false;
        }

        Note(what);
        return true;
    }

    /// <summary>Adds to the list of faults one that was injected from outside.</summary>
    public void Note(string what)
    {
        Count++;
        if (_injected.Count < MostRemembered)
        {
            _injected.Add(what);
        }
    }

    /// <summary>Draws how long a write of rows takes.</summary>
    public TimeSpan RowLatency() => Latency() + Rates.MaxRowLatency * (Rates.MaxRowLatency > TimeSpan.Zero ? _random.NextDouble() : 0);

    /// <summary>Draws how long a call takes.</summary>
    public TimeSpan Latency()
    {
        if (Rates.Slow > 0 && _random.NextDouble() < Rates.Slow)
        {
            return Rates.SlowLatency;
        }

        return Rates.MaxLatency == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next((int)Rates.MaxLatency.TotalMilliseconds + 1));
    }

    /// <summary>Draws a number from 0 up to, not including, a bound.</summary>
    public int Next(int bound) => _random.Next(bound);
}
