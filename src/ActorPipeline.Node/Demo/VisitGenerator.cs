using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Demo;

/// <summary>Generates visits with the shape of a day, popular and rare pages, returning clients, and now and then a rush to one page.
/// The same seed and times give the same visits.</summary>
internal sealed class VisitGenerator(DemoOptions options, int seed, DateTimeOffset start)
{
    // Between the quietest and the busiest hour of a public site lies about a factor of nine.
    private const double Swing = 0.8;

    // Some five rushes a day, each a fiftieth of it, in which one page alone draws as much as the whole site does on average.
    private const double RushesPerDay = 5;
    private const double RushLength = 0.02;

    private readonly Random _random = new(seed);
    private readonly Zipf _pages = new(options.Pages, exponent: 1.0);
    private readonly Zipf _clients = new(options.Clients, exponent: 0.6);
    private readonly DateTimeOffset _start = start;
    private DateTimeOffset _now = start;
    private DateTimeOffset _rushEnd = start;
    private int _rushPage;
    private double _due;

    /// <summary>The visits from the last call, or from the start, up to a time.</summary>
    public IReadOnlyList<DemoVisit> Until(DateTimeOffset now)
    {
        var days = (now - _now) / options.DayLength;
        var average = options.Rate * (now - _now).TotalSeconds;
        _now = now;
        MaybeRush(days);
        _due += average * DayShape(now);
        var rush = now < _rushEnd ? (int)Math.Round(average) : 0;
        var visits = new List<DemoVisit>();
        for (; _due >= 1; _due--)
        {
            visits.Add(new DemoVisit(_clients.Draw(_random), _pages.Draw(_random)));
        }

        for (var i = 0; i < rush; i++)
        {
            visits.Add(new DemoVisit(_clients.Draw(_random), _rushPage));
        }

        return visits;
    }

    /// <summary>Traffic at a moment of the day; 1 on the day's average.</summary>
    private double DayShape(DateTimeOffset now) => 1 - (Swing * Math.Cos(2 * Math.PI * ((now - _start) / options.DayLength)));

    private void MaybeRush(double days)
    {
        if (_now >= _rushEnd && _random.NextDouble() < days * RushesPerDay)
        {
            (_rushPage, _rushEnd) = (_random.Next(options.Pages), _now + (options.DayLength * RushLength));
        }
    }
}
