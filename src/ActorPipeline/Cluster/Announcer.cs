namespace ActorPipeline.Cluster;

/// <summary>Puts together what this node says of itself. One caller at a time.</summary>
/// <param name="context">The bus's surroundings.</param>
internal sealed class Announcer(ClusterContext context)
{
    // About 64 KiB of JSON: far below what a log takes in one record.
    private const int PartitionsPerRecord = 128;

    // Texts come from failures of servers, which may be long.
    private const int LongestText = 500;

    /// <summary>Composes the next announcement.</summary>
    /// <returns>Its records, to be appended in this order.</returns>
    public IReadOnlyList<byte[]> Compose()
    {
        var here = context.Here;
        var readiness = here.Readiness();
        var announcement = new Announcement
        {
            Instance = context.Self,
            Round = here.NextRound(),
            SentMs = context.NowMs,
            Profile = here.Profile,
            Phase = here.Phase,
            Readiness = readiness with { Reasons = [.. readiness.Reasons.Take(8).Select(reason => Cut(reason))] },
            Watched = [.. here.Pipelines.SelectMany(pipeline => pipeline.Feed.Watched.Select(view => new WatchedView(pipeline.Definition.Name, view)))],
        };
        context.Members.NoteSelf(announcement);

        // One that yields to another of its id counts for nothing.
        var reports = here.Phase == NodePhase.Removed || context.Members.IsYielding ? [] : here.Pipelines.SelectMany(pipeline => Reports(pipeline, announcement.Round));
        return [.. reports.Select(ClusterRecord.Write), ClusterRecord.Write(announcement)];
    }

    private IEnumerable<PartitionReports> Reports(LocalPipeline pipeline, long round)
    {
        var board = pipeline.Board;
        var shards = Enumerable.Range(0, pipeline.Definition.Shards).Select(board.Shard).OfType<Runtime.ShardReport>().Where(report => report.Status.State != "fenced")
            .Select(report => report with { Status = report.Status with { Waiting = Cut(report.Status.Waiting) } });
        var intakes = Enumerable.Range(0, pipeline.Definition.Source.Partitions)
            .Select(partition => (Partition: partition, Report: board.Intake(partition)))
            .Where(intake => intake.Report is not null)
            .Select(intake => new NumberedIntake(intake.Partition, intake.Report! with { Trouble = Cut(intake.Report.Trouble) }));
        var empty = new PartitionReports { Instance = context.Self, Round = round, Pipeline = pipeline.Definition.Name };
        return shards.Chunk(PartitionsPerRecord).Select(chunk => empty with { Shards = chunk })
            .Concat(intakes.Chunk(PartitionsPerRecord).Select(chunk => empty with { Intakes = chunk }));
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] + "…" : text;
}
