namespace ActorPipeline.Integration.Cluster;

/// <summary>The visits of one partition: a few pages and clients make most of them; times lie a little in the past and out of order.</summary>
/// <remarks>A known share is malformed, a known share comes after its window closed, and a known share comes an hour too late.</remarks>
/// <param name="partition">The partition.</param>
/// <param name="seed">Equal seeds give equal clients, pages and kinds.</param>
internal sealed class VisitGenerator(int partition, int seed)
{
    // The first events set the watermark, against which others are late.
    private const int Steady = 2_000;

    private const int MalformedEvery = 1_500;
    private const int CorrectionEvery = 700;
    private const int TooLateEvery = 4_000;
    private const long HourMs = 3_600_000;

    // Below what the pipeline waits for: such events are out of order and not late.
    private const int JitterMs = (int)(Visits.LateAfterMs * 3 / 4);

    // Far enough back that the window has closed, far from where it takes no more.
    private const long CorrectedMs = 10_000;

    private readonly Random _random = new(seed);
    private long _number;
    private long _floorMs;

    /// <summary>Lets no usual visit be older than a time. Only while no visits are made.</summary>
    public void Floor(long fromMs) => Volatile.Write(ref _floorMs, fromMs);

    /// <summary>The next visit.</summary>
    /// <param name="nowMs">The time now.</param>
    public Visit Next(long nowMs)
    {
        var number = _number++;
        var (client, page) = (Skewed(Visits.Clients), Skewed(Visits.Pages));
        return new Visit(partition, number, TimeOf(number, nowMs), client, page);
    }

    private long? TimeOf(long number, long nowMs)
    {
        var usual = Math.Max(nowMs - _random.Next(JitterMs), Volatile.Read(ref _floorMs));
        if (number < Steady)
        {
            return usual;
        }

        return _random.Next(MalformedEvery) == 0 ? null
            : _random.Next(TooLateEvery) == 0 ? usual - HourMs
            : _random.Next(CorrectionEvery) == 0 ? LastOfWindow(nowMs - CorrectedMs)
            : usual;
    }

    // Never the first event of its window: only the rows it changes have to come again.
    private static long LastOfWindow(long timeMs) => (timeMs / Visits.WindowMs * Visits.WindowMs) + Visits.WindowMs - 1;

    private int Skewed(int count)
    {
        var share = _random.NextDouble();
        return (int)(share * share * count);
    }
}
