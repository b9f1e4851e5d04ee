using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Engine.Shards;

/// <summary>A pipeline of one shard that is told event by event, to say in a few lines what a rule means. Times in seconds.</summary>
internal sealed class Story
{
    private readonly ShardState _state;
    private readonly IntakeState[] _intakes;
    private readonly EventBatch _batch;

    /// <summary>Begins a story: visits and different clients per page, in windows of ten seconds unless said otherwise.</summary>
    public Story(int partitions = 1, int lateAfter = 0, int allowedLateness = 0, (int Length, int Every)? window = null, ShardOptions? options = null, string? zone = null)
    {
        var (length, every) = window ?? (10, 10);
        var hash = new TableHash(new Random(1));
        var pipeline = Define(partitions, lateAfter, allowedLateness, new WindowDefinition(length * 1000, every * 1000, zone));
        _state = new ShardState(pipeline, 0, partitions, options ?? new ShardOptions(), hash);
        _batch = new EventBatch(pipeline.Views);
        _intakes = [.. Enumerable.Range(0, partitions).Select(partition =>
            new IntakeState(pipeline, new LineDecoder(), partition, 1, new IntakePosition(0, EventClock.None), new IntakeOptions(), hash))];
    }

    /// <summary>The state.</summary>
    public ShardState State => _state;

    /// <summary>One event of a partition; returns the rows that it makes, as text.</summary>
    public string Event(int partition, double second, string page, string client = "c")
    {
        var intake = _intakes[partition];
        var ms = (long)(second * 1000);
        var record = new SourceRecord(ms, ms, [page, client, null, null, null]).ToRecord();
        intake.Add(new LogRecord(intake.Position.NextOffset, ms, record.Value, default));
        return Tell(intake, intake.WatermarkMs, isIdle: false);
    }

    /// <summary>A partition falls idle, or is flushed.</summary>
    public string Idle(int partition, double second) => Tell(_intakes[partition], (long)(second * 1000), isIdle: true);

    /// <summary>The pipeline of a story.</summary>
    public static PipelineDefinition Define(int partitions, int lateAfter, int allowedLateness, WindowDefinition window) => new()
    {
        Name = "story",
        Shards = 1,
        Source = new SourceDefinition
        {
            Topic = "events",
            Partitions = partitions,
            Format = EventFormat.Delimited,
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = RandomPipeline.Fields,
            LateAfter = TimeSpan.FromSeconds(lateAfter),
            AllowedLateness = TimeSpan.FromSeconds(allowedLateness),
            IdleAfter = TimeSpan.FromSeconds(30),
            FutureLimit = TimeSpan.FromDays(1),
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
                Window = window,
                Columns = [new("visits", ColumnKind.Count, -1), new("visitors", ColumnKind.Distinct, RandomPipeline.Client)],
                ServeBy = [["page"]],
            },
        ],
    };

    private string Tell(IntakeState intake, long watermarkMs, bool isIdle)
    {
        var writer = new ByteWriter();
        intake.EndBatch(watermarkMs, isIdle, [writer]);
        EventBatchCodec.Read(writer.Written.Span, _batch);
        var rows = new List<RowBatch>();
        _state.Apply(_batch, rows);
        return string.Join("; ", rows.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => batch.RowAt(row))).OrderBy(row => row, RowOrder.ByKey).Select(Show));
    }

    private static string Show(Row row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Key[0].Value}@{row.Window.StartMs / 1000}-{row.Window.EndMs / 1000}={row.Columns[0].Value}/{row.Columns[1].Value} first {row.Window.FirstEventMs / 1000.0} r{row.Revision}");
}
