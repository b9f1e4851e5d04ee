using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Golden;

/// <summary>The bytes that are stored: a change of these files is a new version of a format, and old bytes must stay readable.</summary>
public class GoldenFormatTests
{
    private const long LogEpoch = 1_000_000_000_007;

    // Drawn each time: nothing that is stored depends on it.
    private static readonly TableHash Hash = TableHash.Create();

    [Fact]
    public void The_shard_log_s_record_is_as_checked_in()
    {
        var record = Record(Pipeline);
        Assert.Equal(Read("event-batch-1"), Convert.ToHexStringLower(record));
        var batch = new EventBatch(Pipeline.Views);
        EventBatchCodec.Read(Convert.FromHexString(Read("event-batch-1")), batch);
        Assert.Equal((2, 7L, 100L, 106L, 1_000_026_000L, false), (batch.Partition, batch.SourceEpoch, batch.Base, batch.Through, batch.WatermarkMs, batch.IsIdle));
        Assert.Equal((1, 1, 4), (batch.DeadLetters.Count, batch.Late.Count, batch.Sections[0].EventOffset.Count));
    }

    [Fact]
    public void The_shard_log_s_record_and_the_manifest_of_windows_of_a_zone_are_as_checked_in()
    {
        var record = Record(Zoned);
        Assert.Equal(Read("event-batch-1-zone"), Convert.ToHexStringLower(record));
        var batch = new EventBatch(Zoned.Views);
        EventBatchCodec.Read(Convert.FromHexString(Read("event-batch-1-zone")), batch);
        Assert.Equal((946_800_000L, 1_033_200_000L), (batch.Sections[0].Firsts[0].WindowStart, batch.Sections[0].FirstEnds[0]));

        var state = State(Zoned);
        var draft = CheckpointDraft.Take(state, LogEpoch, 1_000_099_000);
        foreach (var segment in draft.Unwritten.SelectMany(view => view))
        {
            segment.Parts = [];
        }

        Assert.Equal(Read("manifest-4"), Convert.ToHexStringLower(ManifestCodec.Write(draft.Finish()).Span));
        var manifest = ManifestCodec.Read(Convert.FromHexString(Read("manifest-4")));
        CheckHeader(state, manifest);
        Assert.Equal((long.MinValue, null), (manifest.Views[0].ForgottenMs, manifest.Views[1].ForgottenMs));
        Assert.Equal(state.Views[0].Windows.Select(window => (window.Key, (long?)window.Value.EndMs)), manifest.Views[0].Windows.Select(window => (window.Start, window.EndMs)));
    }

    [Fact]
    public void A_snapshot_chunk_is_as_checked_in()
    {
        var table = State(Pipeline).Views[1].Panes.First().Live;
        var chunk = new ByteWriter();
        var part = ChunkCodec.Write(table, 0, table.Groups, new ChunkId(3, 9), chunk);
        Assert.Equal(Read("chunk-1"), Convert.ToHexStringLower(chunk.Written.Span));
        var stored = ChunkCodec.Read(Convert.FromHexString(Read("chunk-1")), part, Pipeline.Views[1], 10, Hash);
        Assert.Equal(Windows.TableFiller.Rows(table, Pipeline.Views[1]), Windows.TableFiller.Rows(stored, Pipeline.Views[1]));
    }

    // Written by hand, as any build has written it: the state has always held how many values went in.
    [Fact]
    public void What_a_chunk_holds_nothing_for_has_no_value_whoever_wrote_it()
    {
        const string Number = "00000000000000000000000000000000" + "0000000000000000";
        const string Last = "0000000000000000" + "00" + "0000000000000000" + "00";
        var bytes = Convert.FromHexString($"01 01 0101 0170 01 00 {Number} {Number} {Last} {Number}".Replace(" ", "", StringComparison.Ordinal));
        var view = Windows.TableFiller.Counting with
        {
            Columns =
            [
                new("min", ColumnKind.Min, RandomPipeline.Amount), new("avg", ColumnKind.Avg, RandomPipeline.Amount), new("last", ColumnKind.Last, RandomPipeline.Note),
                new("sum", ColumnKind.Sum, RandomPipeline.Amount),
            ],
        };

        var table = ChunkCodec.Read(bytes, new ChunkPart(new ChunkId(1, 1), 0, bytes.Length, Murmur3.Hash64(bytes), 1), view, 10, Hash);

        Assert.Equal(["p : True none, True none, True none, True 0"], Windows.TableFiller.Rows(table, view));
    }

    [Fact]
    public void A_checkpoint_manifest_is_as_checked_in()
    {
        var state = State(Pipeline);
        var draft = CheckpointDraft.Take(state, LogEpoch, 1_000_099_000);
        foreach (var (number, segment) in draft.Unwritten.SelectMany(view => view).Index())
        {
            segment.Parts = [new ChunkPart(new ChunkId(3, number / 2), number % 2 * 300, 200 + number, 0xfeedface00000000 + (ulong)number, segment.Groups)];
        }

        Assert.Equal(Read("manifest-3"), Convert.ToHexStringLower(ManifestCodec.Write(draft.Finish()).Span));
        var manifest = ManifestCodec.Read(Convert.FromHexString(Read("manifest-3")));
        Assert.Equal(LogEpoch, manifest.LogEpoch);
        CheckHeader(state, manifest);
        Assert.Equal([0, 300], manifest.Views[0].Segments.Take(2).Select(segment => segment.Parts[0].Offset));
    }

    [Fact]
    public void A_manifest_of_version_2_is_read_on()
    {
        var manifest = ManifestCodec.Read(Convert.FromHexString(Read("manifest-2")));
        Assert.Null(manifest.LogEpoch);
        CheckHeader(State(Pipeline), manifest);
        Assert.Equal([0, 300], manifest.Views[0].Segments.Take(2).Select(segment => segment.Parts[0].Offset));
    }

    [Fact]
    public void A_manifest_of_version_1_is_read_on()
    {
        var manifest = ManifestCodec.Read(Convert.FromHexString(Read("manifest-1")));
        CheckHeader(State(Pipeline), manifest);
        var parts = manifest.Views.SelectMany(view => view.Segments).SelectMany(segment => segment.Parts).ToList();
        Assert.Equal([0L, 1, 2, 3, 4], parts.Select(part => part.Id.Number));
        Assert.Equal([200, 201, 202, 203, 204], parts.Select(part => part.Length));
        Assert.All(parts, part => Assert.Equal(0, part.Offset));
    }

    private static void CheckHeader(ShardState state, CheckpointManifest manifest)
    {
        Assert.Equal((1L, 1_000_099_000L, 3), (manifest.NextOffset, manifest.AtMs, manifest.Partitions.Count));
        Assert.Equal(state.Counters.Accepted, manifest.Counters.Accepted);
    }

    private static PipelineDefinition Pipeline { get; } = new()
    {
        Name = "golden",
        Shards = 1,
        Source = new SourceDefinition
        {
            Topic = "events",
            Partitions = 3,
            Format = EventFormat.Delimited,
            Time = new TimeDefinition("time", "unix-ms", "UTC"),
            Fields = RandomPipeline.Fields,
            LateAfter = TimeSpan.FromSeconds(5),
            AllowedLateness = TimeSpan.FromSeconds(10),
            IdleAfter = TimeSpan.FromSeconds(30),
            FutureLimit = TimeSpan.FromDays(1),
            MaxRecordBytes = 1000,
        },
        Views =
        [
            View("counted", [RandomPipeline.Page], [], new WindowDefinition(20_000, 10_000), new("n", ColumnKind.Count, -1), new("d", ColumnKind.Distinct, RandomPipeline.Client)),
            View(
                "computed",
                [RandomPipeline.Topic, RandomPipeline.Page],
                [RandomPipeline.Client],
                new WindowDefinition(10_000, 10_000),
                new("sum", ColumnKind.Sum, RandomPipeline.Amount),
                new("avg", ColumnKind.Avg, RandomPipeline.Amount),
                new("last", ColumnKind.Last, RandomPipeline.Note),
                new("d", ColumnKind.Distinct, RandomPipeline.Client)),
        ],
    };

    // The same with days in Berlin for the first view's windows.
    private static PipelineDefinition Zoned { get; } =
        Pipeline with { Views = [Pipeline.Views[0] with { Window = new WindowDefinition(86_400_000, 86_400_000, "Europe/Berlin") }, Pipeline.Views[1]] };

    private static ViewDefinition View(string name, int[] key, int[] by, WindowDefinition window, params ColumnDefinition[] columns) => new()
    {
        Name = name,
        KeyFields = key,
        KeyNames = [.. key.Select(field => $"k{field}")],
        ByFields = by,
        ByNames = [.. by.Select(field => $"b{field}")],
        Window = window,
        Columns = columns,
        ServeBy = [["key"]],
    };

    private static byte[] Record(PipelineDefinition pipeline)
    {
        var run = new IntakeState(pipeline, new LineDecoder(), 2, 7, new IntakePosition(100, EventClock.None), new IntakeOptions(), Hash);
        string[] lines = ["1000001000;a;x;t;1.5;one", "1000031000;b;y;t;-2;two", "no event", "1000000000;a;x;t;1;late", "999980000;a;x;t;1;too-late", "1000030500;a;-;ü;-;-"];
        foreach (var (i, line) in lines.Index())
        {
            run.Add(new LogRecord(100 + i, 1_000_040_000, System.Text.Encoding.UTF8.GetBytes(line), default));
        }

        var writer = new ByteWriter();
        run.EndBatch(run.WatermarkMs, isIdle: false, [writer]);
        return writer.Written.ToArray();
    }

    private static ShardState State(PipelineDefinition pipeline)
    {
        var state = new ShardState(pipeline, 0, 3, new ShardOptions(ExactDistinctLimit: 10), Hash);
        var batch = new EventBatch(pipeline.Views);
        EventBatchCodec.Read(Record(pipeline), batch);
        state.Apply(batch, []);
        return state;
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engine", "Golden", $"{name}.hex")).ReplaceLineEndings("");
}
