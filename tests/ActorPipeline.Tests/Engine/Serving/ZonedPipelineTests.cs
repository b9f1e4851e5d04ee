using System.Globalization;
using ActorPipeline.Definitions;
using ActorPipeline.Serving;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Serving;

/// <summary>The whole engine over the days around a change of a zone's clock, with late events and a crash in the middle.</summary>
public class ZonedPipelineTests
{
    private const string Zone = "Europe/Berlin";
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(20);

    private readonly LocalEngine _engine = new(Pipeline);
    private readonly List<SourceEvent> _events = [];

    [Theory]
    [InlineData("2024-03-31T01:00Z", 23, "2024-03-30T23:00Z", "2024-03-31T22:00Z")]
    [InlineData("2024-10-27T01:00Z", 25, "2024-10-26T22:00Z", "2024-10-27T23:00Z")]
    public void Every_event_counts_once_in_its_day_and_in_its_hour(string setAt, int hours, string dayStart, string dayEnd)
    {
        var (change, start, end) = (Ms(setAt), Ms(dayStart), Ms(dayEnd));
        _engine.Run(runtime => ApplyAsync(runtime, change, from: -144, to: 6, flush: false));
        _engine.Run(runtime => ApplyAsync(runtime, change, from: 6, to: 150, flush: true));

        var reference = new NaivePipeline(Pipeline, static (_, _) => true).Compute(_events);
        Assert.Null(RowComparison.FirstDifference(reference.Rows, Rows("days").Concat(Rows("hours"))));
        Assert.Equal((end - start) / 3_600_000, hours);
        var day = Assert.Single(Rows("days"), row => row.Window.StartMs == start);
        Assert.Equal((end, hours * 3L), (day.Window.EndMs, day.Columns[0].Value));
        Assert.Equal(hours, Rows("hours").Count(row => row.Window.StartMs >= start && row.Window.EndMs <= end));
        Assert.All(Rows("hours"), row => Assert.Equal(3_600_000, row.Window.EndMs - row.Window.StartMs));
        Assert.Contains(Rows("days"), row => row.Revision > 0);
    }

    private static PipelineDefinition Pipeline { get; } = new()
    {
        Name = "zoned",
        Shards = 2,
        Source = new SourceDefinition
        {
            Topic = "events",
            Partitions = 2,
            Format = EventFormat.Delimited,
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = RandomPipeline.Fields,
            LateAfter = TimeSpan.FromMinutes(30),
            AllowedLateness = TimeSpan.FromHours(6),
            IdleAfter = TimeSpan.FromDays(300),
            FutureLimit = TimeSpan.FromDays(1),
            MaxRecordBytes = 1000,
        },
        Views = [View("days", 24), View("hours", 1)],
    };

    private static ViewDefinition View(string name, int hours) => new()
    {
        Name = name,
        KeyFields = [RandomPipeline.Page],
        KeyNames = ["page"],
        ByFields = [],
        ByNames = [],
        Window = new WindowDefinition(hours * 3_600_000L, hours * 3_600_000L, Zone),
        Columns = [new("visits", ColumnKind.Count, -1), new("visitors", ColumnKind.Distinct, RandomPipeline.Client)],
        ServeBy = [["page"]],
    };

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private IReadOnlyList<Row> Rows(string view) => _engine.Rows(view);

    // So many steps before and after the change. The last event of seven comes four hours late: after its hour, and the last ones of a day after that, have closed.
    private async Task ApplyAsync(PipelineRuntime runtime, long changeMs, int from, int to, bool flush)
    {
        var steps = Enumerable.Range(from, to - from).OrderBy(step => step % 7 == 0 ? step + 12 : step).ThenBy(step => step).ToList();
        foreach (var step in steps.Take(steps.Count - 5))
        {
            Append(step, changeMs + (step * (long)Step.TotalMilliseconds));
        }

        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(5), _engine.Clock);

        // What comes after the last checkpoint is replayed.
        foreach (var step in steps.TakeLast(5))
        {
            Append(step, changeMs + (step * (long)Step.TotalMilliseconds));
        }

        await runtime.WaitAppliedAsync(flush, CancellationToken.None);
    }

    private void Append(int step, long timeMs)
    {
        var partition = step & 1;
        var record = new SourceRecord(timeMs, timeMs, ["home", $"c{step % 5}", null, null, null]);
        _events.Add(record.ToEvent(partition, _engine.Append(partition, record)));
    }
}
