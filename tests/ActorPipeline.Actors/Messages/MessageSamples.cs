using ActorPipeline.Actors.Messages;
using ActorPipeline.Asking;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Views;

namespace ActorPipeline.Actors.Tests.Messages;

/// <summary>One or more of every message that goes from node to node, by name.</summary>
internal static class MessageSamples
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2_000);

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["await-committed"] = new PartitionEnvelope(0, new AwaitCommitted(1_234_567_890_123), Patience),
        ["flush"] = new PartitionEnvelope(200, new Flush(77, long.MaxValue), Patience),
        ["wake-up"] = new PartitionEnvelope(3, new WakeUp(), TimeSpan.Zero),
        ["await-lake"] = new PartitionEnvelope(1, new AwaitLake(88), Patience),
        ["run-job"] = new PartitionEnvelope(0, new RunJob("compact", "7f"), Patience),
        ["pause-jobs"] = new PartitionEnvelope(0, new PauseJobs(true), Patience),
        ["await-applied"] = new PartitionEnvelope(4, new AwaitApplied(-1), Patience),
        ["get-open-rows"] = new PartitionEnvelope(5, new GetOpenRows("pages", [KeyValuePair.Create("page", "/ä")], 1_000, 2_000, 3, 4, "visits", 500), Patience),
        ["get-open-rows-of-all"] = new PartitionEnvelope(6, new GetOpenRows("pages", [], null, null, null, null, null, int.MaxValue), Patience),
        ["get-entity"] = new KeyEnvelope("pages", ["/", "topic"], new GetEntity("pages", ["/", "topic"]), Patience),
        ["get-entity-without-key"] = new KeyEnvelope("all", [], new GetEntity("all", []), Patience),
        ["done"] = Done.Instance,
        ["last-window-end"] = new LastWindowEnd(1_700_000_000_000),
        ["no-open-rows"] = new OpenRows([]),
        ["open-rows"] = new OpenRows([Row(RowLayer.Open, 0), Row(RowLayer.Open, 1)]),
        ["open-rows-without-values"] = new OpenRows([Nothing]),
        ["entity-found"] = new EntityFound("n1", 7, 3, 99, 1_000, 2_000, [Row(RowLayer.Speed, 2), Row(RowLayer.Open, 0)]),
        ["entity-without-events"] = new EntityFound("n1", 7, 3, 99, null, null, []),
        ["failed"] = new Failed("the store does not answer"),
        ["answer-piece"] = new AnswerPiece(1, 3, new byte[] { 1, 2, 3 }),
        ["not-ready"] = NotReady.Instance,
        ["hand-over"] = HandOver.Instance,
        ["node"] = Node,
        ["node-that-serves-nothing"] = new NodeMessage { Profile = new NodeProfile { Id = "n2" } },
        ["live-rows"] = new LiveRows(new WatchedView("site", "pages"), HasGap: false, new byte[] { 9, 8, 7 }),
        ["live-gap"] = new LiveRows(new WatchedView("site", "pages"), HasGap: true, default),
        ["live-rows-taken"] = new LiveAck(1),
    };

    private static NodeMessage Node => new()
    {
        Round = 12,
        SentMs = 1_700_000_000_000,
        Profile = new NodeProfile
        {
            Id = "n1",
            Address = "akka.tcp://actor-pipeline@10.0.0.1:9112",
            Operators = "http://10.0.0.1:9110",
            Web = "http://10.0.0.1:8080",
            Roles = ["intake", "shards"],
            Version = "0.1.0",
            Pid = 4711,
            StartedMs = 1_699_999_999_000,
        },
        Readiness = new NodeReadiness(false, ["the store does not answer"]),
        Watched = [new WatchedView("site", "pages")],
        Reports =
        [
            new PartitionReports
            {
                Pipeline = "site",
                Shards = [new ShardReport(Shard, new ShardCounters { Accepted = 10, Applied = 8, Late = 1, DeadLetter = 1, Rows = 4 }, Through: 11)],
                Intakes = [new NumberedIntake(2, new IntakeReport(20, 19, 1_700_000_000_000, IsIdle: true, "waits for the log"))],
            },
        ],
    };

    private static ShardStatus Shard => new("site", 1, "n1", 5, "running", null, 11, 2, 40, 3, 2, 1_700_000_000_000, 4, new CheckpointStatus(9, 1_699_999_999_500, 2_048, 3, 1.5))
    {
        RecoveredInSeconds = 0.25,
    };

    private static Row Nothing => Row(RowLayer.Open, 0) with { Columns = [new("visits", 5L), new("amount", null), new("mean", null), new("note", null)] };

    private static Row Row(RowLayer layer, int revision) => new(
        "site",
        "pages",
        [KeyValuePair.Create("page", "/ä")],
        [KeyValuePair.Create("topic", "t0")],
        new RowWindow(1_000, 2_000, 1_234),
        [
            new("visits", 5L),
            new("amount", 12.5m),
            new("mean", double.Epsilon),
            new("note", "n"),
        ],
        layer,
        Exact: revision == 0,
        revision);
}
