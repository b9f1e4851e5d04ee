using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Definitions;
using ActorPipeline.Running;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Tests.Security;
using Xunit;

namespace ActorPipeline.Tests.Engine.Serving;

/// <summary>Clients whose clocks are fast beside others whose clocks are right.</summary>
[SuppressMessage("Design", "CA1001", Justification = "All in memory: there is nothing to dispose of.")]
public class TimelinessTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(9);

    private static readonly PipelineDefinition Pipeline = new()
    {
        Name = "fast-clocks",
        Shards = 1,
        Source = new SourceDefinition
        {
            Topic = "events",
            Partitions = 1,
            Format = EventFormat.Delimited,
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = RandomPipeline.Fields,
            LateAfter = TimeSpan.FromSeconds(5),
            AllowedLateness = TimeSpan.FromMinutes(1),
            IdleAfter = TimeSpan.FromSeconds(10),
            FutureLimit = TimeSpan.FromMinutes(10),
            WatermarkLead = TimeSpan.FromSeconds(1),
            JumpConfirmations = 16,
            MaxRecordBytes = 1000,
        },
        Views =
        [
            new ViewDefinition
            {
                Name = "pages",
                KeyFields = [RandomPipeline.Page],
                KeyNames = ["page"],
                ByFields = [],
                ByNames = [],
                Window = new WindowDefinition(5_000, 5_000),
                Columns = [new("visits", ColumnKind.Count, -1)],
                ServeBy = [["page"]],
            },
        ],
    };

    private readonly RecordedLog _log = new();
    private readonly LocalEngine _engine;

    public TimelinessTests() => _engine = new LocalEngine(Pipeline) { Loggers = _log };

    [Fact]
    public void Sixteen_events_minutes_ahead_make_no_other_one_late() => _engine.Run(async runtime =>
    {
        using var counted = new MeterSums(RunInstruments.MeterName);
        await AppendAsync("home", 400);
        Append("fast", 16, Ahead);
        await AppendAsync("home", 400);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        var status = await runtime.StatusAsync(CancellationToken.None);
        Assert.Equal((816, 0), (status.Applied, status.Late));
        await Task.Delay(TimeSpan.FromSeconds(1), _engine.Clock);
        Assert.Equal(16, runtime.TimelinessHere.HeldBack);
        Assert.Equal(
            (816, 0, 16),
            (counted["actorpipeline.intake.read{fast-clocks}"], counted["actorpipeline.intake.late{fast-clocks}"], counted["actorpipeline.intake.held_back{fast-clocks}"]));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_they_say_is_counted_where_it_lies_when_time_has_come_there(bool isRestarted)
    {
        _engine.Run(async runtime =>
        {
            await AppendAsync("home", 20);
            Append("fast", 3, Ahead);
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(2), _engine.Clock);
            await (isRestarted ? Task.CompletedTask : CloseAsync());
        });
        if (isRestarted)
        {
            _engine.Run(async _ => await CloseAsync());
        }
    }

    [Fact]
    public void A_notable_share_is_logged_once_and_told_until_it_is_over() => _engine.Run(async runtime =>
    {
        await AppendAsync("home", 200);
        Append("fast", 50, Ahead);
        Append("slow", 30, TimeSpan.FromMinutes(-5));
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(5), _engine.Clock);

        const string Share = "of the last 280 events 30 were late, and 50 lie ahead of event time and did not move it";
        Assert.True(runtime.TimelinessHere.IsNotable);
        Assert.Equal(Share, runtime.TimelinessHere.ToString());
        Assert.Equal($"{Pipeline.Source.Topic}[0]: {Share}", Assert.Single(_log.Warnings, line => line.Contains("were late", StringComparison.Ordinal)));

        await Task.Delay(TimeSpan.FromMinutes(3), _engine.Clock);
        Assert.Equal(0, runtime.TimelinessHere.Events);
    });

    private async Task CloseAsync()
    {
        await Task.Delay(TimeSpan.FromMinutes(5), _engine.Clock);
        Assert.DoesNotContain(_engine.Rows("pages"), row => row.Key[0].Value == "fast");

        await Task.Delay(TimeSpan.FromMinutes(6), _engine.Clock);
        Assert.Equal(3L, Assert.Single(_engine.Rows("pages"), row => row.Key[0].Value == "fast").Columns[0].Value);
    }

    // One every ten milliseconds.
    private async Task AppendAsync(string page, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Append(page, 1, TimeSpan.Zero);
            await Task.Delay(TimeSpan.FromMilliseconds(10), _engine.Clock);
        }
    }

    private void Append(string page, int count, TimeSpan ahead)
    {
        for (var i = 0; i < count; i++)
        {
            _engine.Append(0, new SourceRecord(_engine.NowMs, _engine.NowMs + (long)ahead.TotalMilliseconds, [page, "c", null, null, null]));
        }
    }
}
