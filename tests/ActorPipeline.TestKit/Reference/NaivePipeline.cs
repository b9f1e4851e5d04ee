using System.Globalization;
using ActorPipeline.Definitions;

namespace ActorPipeline.TestKit.Reference;

/// <summary>Computes what a pipeline must give, by brute force over the whole list of source events: obvious rather than fast, and with no code of the engine.</summary>
/// <param name="pipeline">The definition.</param>
/// <param name="takes">Whether a view's condition takes an event: the view's index and the event.</param>
/// <param name="exactDistinctLimit">The largest distinct count that is exact.</param>
public sealed class NaivePipeline(PipelineDefinition pipeline, Func<int, SourceEvent, bool> takes, int exactDistinctLimit = int.MaxValue)
{
    /// <summary>What a shard had closed when it got an event: the shard's watermark by key, partition and offset. By default nothing,
    /// which is right unless a partition was declared idle or flushed while events were still to come.</summary>
    public Func<ShardQuestion, long> ShardWatermark { get; init; } = static _ => long.MinValue;

    private long LatenessMs => (long)pipeline.Source.AllowedLateness.TotalMilliseconds;

    /// <summary>Computes rows and counters.</summary>
    /// <param name="events">The source events, each partition's in offset order.</param>
    public ReferenceResult Compute(IReadOnlyList<SourceEvent> events)
    {
        var judged = Judge(events);
        var rows = Enumerable.Range(0, pipeline.Views.Count).SelectMany(view => RowsOf(view, judged)).ToList();
        return new ReferenceResult(rows, Count(judged))
        {
            DeadLetters = events.Where(one => one.IsDeadLetter).Select(one => (one.Partition, one.Offset)).ToHashSet(),
            TooLate = judged.Where(one => IsTooLate(one.Event, one.LargestBefore)).Select(one => (one.Event.Partition, one.Event.Offset)).ToHashSet(),
        };
    }

    /// <summary>Computes the rows that all events give, however late they came.</summary>
    /// <param name="events">The source events.</param>
    public IReadOnlyList<ReferenceRow> AllRows(IReadOnlyList<SourceEvent> events) =>
        [.. Enumerable.Range(0, pipeline.Views.Count).SelectMany(view => AllRows(view, events))];

    /// <summary>The rows of one view, by its number.</summary>
    public IReadOnlyList<ReferenceRow> AllRows(int view, IReadOnlyList<SourceEvent> events) => [.. RowsOf(view, [.. events.Select(one => (one, (long?)null))])];

    /// <summary>Starts of the windows that hold a time.</summary>
    public static IEnumerable<long> WindowsOf(WindowDefinition window, long timeMs)
    {
        if (window.Zone is not null)
        {
            yield return ReferenceZone.Of(window).At(timeMs).StartMs;
            yield break;
        }

        var start = (long)Math.Floor((decimal)timeMs / window.EveryMs) * window.EveryMs;
        for (; start > timeMs - window.LengthMs; start -= window.EveryMs)
        {
            yield return start;
        }
    }

    /// <summary>The end of the window that begins at a time.</summary>
    public static long EndOf(WindowDefinition window, long startMs) => window.Zone is null ? startMs + window.LengthMs : ReferenceZone.Of(window).At(startMs).EndMs;

    // Each event with how far event time had come before it in its partition.
    private List<(SourceEvent Event, long? LargestBefore)> Judge(IReadOnlyList<SourceEvent> events)
    {
        var judged = new List<(SourceEvent, long?)>();
        var times = new Dictionary<int, ReferenceTime>();
        foreach (var one in events)
        {
            var time = times.TryGetValue(one.Partition, out var known) ? known : times[one.Partition] = new ReferenceTime(pipeline.Source);
            var before = time.Now;
            if (!one.IsDeadLetter)
            {
                time.See(one.TimeMs, one.TimestampMs);
            }

            // One that takes back what the first events said is not measured by that.
            judged.Add((one, time.Now < before ? time.Now : before));
        }

        return judged;
    }

    // The windows of a view that the event's own partition still lets it count in.
    private List<long> Windows(int view, SourceEvent one, long? largestBefore)
    {
        if (one.IsDeadLetter || !takes(view, one))
        {
            return [];
        }

        var window = pipeline.Views[view].Window;
        var lateAfter = (long)pipeline.Source.LateAfter.TotalMilliseconds;
        return [.. WindowsOf(window, one.TimeMs).Where(start => largestBefore is not { } largest || EndOf(window, start) + LatenessMs > largest - lateAfter)];
    }

    private bool IsTooLate(SourceEvent one, long? largestBefore)
    {
        var takers = Enumerable.Range(0, pipeline.Views.Count).Where(view => !one.IsDeadLetter && takes(view, one)).ToList();
        return takers.Count > 0 && takers.All(view => Windows(view, one, largestBefore).Count == 0);
    }

    private IEnumerable<ReferenceRow> RowsOf(int index, List<(SourceEvent Event, long? LargestBefore)> judged)
    {
        var view = pipeline.Views[index];
        var told = judged
            .SelectMany(one => Windows(index, one.Event, one.LargestBefore).Select(start => (one.Event, Start: start)))
            .ToList();
        return told
            .Where(one => IsOpen(view, one.Start, KeyOf(view, one.Event), one.Event))
            .GroupBy(one => (one.Start, Key: Text(KeyOf(view, one.Event)), By: Text(ByOf(view, one.Event))))
            .Select(group => RowOf(view, group.Key.Start, [.. group.Select(one => one.Event)], told));
    }

    private ReferenceRow RowOf(ViewDefinition view, long start, List<SourceEvent> events, List<(SourceEvent Event, long Start)> told)
    {
        var key = KeyOf(view, events[0]);
        var first = told.Where(one => one.Start == start && IsOpen(view, start, key, one.Event)).Min(one => one.Event.TimeMs);
        var isExact = view.Columns.All(column => column.Kind != ColumnKind.Distinct || Distinct(column, events) <= exactDistinctLimit);
        return new ReferenceRow(
            view.Name, key, ByOf(view, events[0]), start, EndOf(view.Window, start), first, [.. view.Columns.Select(column => ValueOf(column, events))], isExact);
    }

    private bool IsOpen(ViewDefinition view, long start, IReadOnlyList<string> key, SourceEvent one) =>
        EndOf(view.Window, start) + LatenessMs > ShardWatermark(new ShardQuestion(key, one.Partition, one.Offset));

    private ReferenceCounters Count(List<(SourceEvent Event, long? LargestBefore)> judged)
    {
        var counters = new ReferenceCounters();
        foreach (var (one, largestBefore) in judged)
        {
            var views = Enumerable.Range(0, pipeline.Views.Count).Where(view => !one.IsDeadLetter && takes(view, one)).ToList();
            var primary = views.Where(view => Windows(view, one, largestBefore).Count > 0).Select(view => (int?)view).FirstOrDefault();
            counters = one.IsDeadLetter ? counters with { DeadLetter = counters.DeadLetter + 1 }
                : views.Count == 0 ? counters with { Applied = counters.Applied + 1, Filtered = counters.Filtered + 1 }
                : primary is { } first && WindowsOf(pipeline.Views[first].Window, one.TimeMs).Any(start => IsOpen(pipeline.Views[first], start, KeyOf(pipeline.Views[first], one), one))
                    ? counters with { Applied = counters.Applied + 1 }
                    : counters with { Late = counters.Late + 1 };
        }

        return counters;
    }

    private static object? ValueOf(ColumnDefinition column, List<SourceEvent> events)
    {
        var present = events.Where(one => column.Field >= 0 && one.Fields[column.Field] is not null).ToList();
        var numbers = column.Kind is ColumnKind.Sum or ColumnKind.Min or ColumnKind.Max or ColumnKind.Avg
            ? present.Select(one => decimal.Parse(one.Fields[column.Field]!, NumberStyles.Float, CultureInfo.InvariantCulture)).ToList()
            : [];
        return column.Kind switch
        {
            ColumnKind.Count => (long)events.Count,
            ColumnKind.Distinct => Distinct(column, events),
            ColumnKind.Sum => numbers.Sum(),
            ColumnKind.Min => numbers.Count == 0 ? null : numbers.Min(),
            ColumnKind.Max => numbers.Count == 0 ? null : numbers.Max(),
            // A mean of nothing but zeros has no sign.
            ColumnKind.Avg => numbers.Count == 0 ? null : (double)numbers.Average() + 0.0,
            _ => present.Count == 0 ? null : present.MaxBy(one => (one.TimeMs, one.Partition, one.Offset))!.Fields[column.Field]!,
        };
    }

    private static long Distinct(ColumnDefinition column, List<SourceEvent> events) =>
        events.Select(one => one.Fields[column.Field]).Where(value => value is not null).ToHashSet(StringComparer.Ordinal).Count;

    private static List<string> KeyOf(ViewDefinition view, SourceEvent one) => [.. view.KeyFields.Select(field => one.Fields[field] ?? "")];

    private static List<string> ByOf(ViewDefinition view, SourceEvent one) => [.. view.ByFields.Select(field => one.Fields[field] ?? "")];

    private static string Text(IEnumerable<string> values) => Store.RowId.Text(values);
}

/// <summary>Asks how far the shard of a key had come when it got an event.</summary>
/// <param name="Key">The key.</param>
/// <param name="Partition">The event's source partition.</param>
/// <param name="Offset">Its source offset.</param>
public readonly record struct ShardQuestion(IReadOnlyList<string> Key, int Partition, long Offset);

/// <summary>What a pipeline must give.</summary>
/// <param name="Rows">The final rows.</param>
/// <param name="Counters">The final counters.</param>
public sealed record ReferenceResult(IReadOnlyList<ReferenceRow> Rows, ReferenceCounters Counters)
{
    /// <summary>Partition and offset of the records that cannot be decoded.</summary>
    public required IReadOnlySet<(int Partition, long Offset)> DeadLetters { get; init; }

    /// <summary>Partition and offset of the events that are too late for every view that would take them, by their own partition's watermark.</summary>
    public required IReadOnlySet<(int Partition, long Offset)> TooLate { get; init; }
}

/// <summary>What a pipeline must have counted, re-deliveries left out.</summary>
/// <param name="Applied">Events counted, filtered ones included.</param>
/// <param name="Late">Late events.</param>
/// <param name="DeadLetter">Dead letters.</param>
/// <param name="Filtered">Events that no view takes.</param>
public sealed record ReferenceCounters(long Applied = 0, long Late = 0, long DeadLetter = 0, long Filtered = 0);
