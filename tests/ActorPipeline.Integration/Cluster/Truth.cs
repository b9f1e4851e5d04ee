using ActorPipeline.Integration.Ingestion;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What the views must hold, counted the plain way from the records of the source topic. Thread safe.</summary>
internal sealed class Truth
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, WindowTruth> _windows = [];
    private readonly long[] _largestMs = new long[Visits.Partitions];
    private readonly SentNumbers[] _numbers = [.. Enumerable.Range(0, Visits.Partitions).Select(_ => new SentNumbers())];
    private TruthCounts _counts = new(0, 0, 0, 0, 0);

    /// <summary>Counters over all records so far.</summary>
    public TruthCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    /// <summary>Start of the first window, 0 before it.</summary>
    public long StartMs
    {
        get
        {
            lock (_lock)
            {
                return _windows.Keys.FirstOrDefault();
            }
        }
    }

    /// <summary>End of the last window, 0 before the first.</summary>
    public long EndMs
    {
        get
        {
            lock (_lock)
            {
                return _windows.Count > 0 ? _windows.Keys.Last() + Visits.WindowMs : 0;
            }
        }
    }

    /// <summary>Counts a record.</summary>
    /// <param name="visit">The next record of its partition.</param>
    public void Add(Visit visit)
    {
        lock (_lock)
        {
            var isNew = _numbers[visit.Partition].Add(visit.Number);
            _counts = Count(visit) with { Repeated = _counts.Repeated + (isNew ? 0 : 1) };
        }
    }

    /// <summary>How many of the given numbers of a partition the topic does not hold.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    public long Missing(int partition, long first, long count)
    {
        lock (_lock)
        {
            return _numbers[partition].Missing(first, count);
        }
    }

    /// <summary>Rows of the view by page, of windows that start at or after one time and before another.</summary>
    public List<CountedRow> PageVisits(long fromMs, long toMs) => Rows(fromMs, toMs, static window => window.PageVisits());

    /// <summary>Rows of the view by client.</summary>
    /// <inheritdoc cref="PageVisits"/>
    public List<CountedRow> ClientVisits(long fromMs, long toMs) => Rows(fromMs, toMs, static window => window.ClientVisits());

    private List<CountedRow> Rows(long fromMs, long toMs, Func<WindowTruth, IEnumerable<CountedRow>> rowsOf)
    {
        lock (_lock)
        {
            return [.. _windows.Values.Where(window => window.StartMs >= fromMs && window.StartMs < toMs).SelectMany(rowsOf)
                .OrderBy(row => row.Window).ThenBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.By, StringComparer.Ordinal)];
        }
    }

    private TruthCounts Count(Visit visit)
    {
        var counts = _counts with { Source = _counts.Source + 1 };
        if (visit.TimeMs is not { } timeMs)
        {
            return counts with { DeadLetter = counts.DeadLetter + 1 };
        }

        // A partition's watermark is what its records have shown: the largest time less what may be out of order.
        var watermark = _largestMs[visit.Partition] - Visits.LateAfterMs;
        _largestMs[visit.Partition] = Math.Max(_largestMs[visit.Partition], timeMs);
        if (visit.Window + Visits.WindowMs + Visits.AllowedLatenessMs <= watermark)
        {
            return counts with { Late = counts.Late + 1 };
        }

        if (!_windows.TryGetValue(visit.Window, out var window))
        {
            _windows.Add(visit.Window, window = new WindowTruth(visit.Window));
        }

        window.Add(visit);
        return counts with { Applied = counts.Applied + 1 };
    }
}

/// <summary>What must become of the records of the source topic.</summary>
/// <param name="Source">All of them.</param>
/// <param name="Applied">Counted in a window.</param>
/// <param name="Late">Too late for it.</param>
/// <param name="DeadLetter">Without a time.</param>
/// <param name="Repeated">Among all, those whose id the topic held already.</param>
internal sealed record TruthCounts(long Source, long Applied, long Late, long DeadLetter, long Repeated);
