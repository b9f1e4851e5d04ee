using System.Diagnostics.Metrics;
using ActorPipeline.Asking;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Status;

namespace ActorPipeline.Running;

/// <summary>What is measured of runs over partitions. Safe to use from any thread.</summary>
internal static class RunInstruments
{
    public const string MeterName = "ActorPipeline.Runs";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> FailedRuns = Meter.CreateCounter<long>(
        "actorpipeline.runs.failed", "{run}", "Runs over a source partition or a shard that failed; the next one begins with back-off");

    private static readonly Counter<long> ReadEvents = Meter.CreateCounter<long>(
        "actorpipeline.intake.read", "{event}", "Events that this node read from the source, dead letters left out; those read twice count twice");

    private static readonly Counter<long> LateEvents = Meter.CreateCounter<long>(
        "actorpipeline.intake.late", "{event}", "Of the events read, those after the allowed lateness of every view");

    private static readonly Counter<long> HeldBackEvents = Meter.CreateCounter<long>(
        "actorpipeline.intake.held_back", "{event}", "Of the events read, those that lie ahead of event time and did not move it");

    private static readonly Counter<long> LakeEvents = Meter.CreateCounter<long>(
        "actorpipeline.lake.events", "{event}", "Events that this node committed to the lake");

    private static readonly Counter<long> LakeFiles = Meter.CreateCounter<long>(
        "actorpipeline.lake.files", "{file}", "Files that this node committed to the lake");

    private static readonly Counter<long> LakeBytes = Meter.CreateCounter<long>("actorpipeline.lake.bytes", "By", "Their size");

    private static readonly Counter<long> JobRuns = Meter.CreateCounter<long>(
        "actorpipeline.jobs.runs", "{run}", "Runs of jobs that ended on this node, by outcome");

    public static void Committed(string pipeline, IReadOnlyList<LakeFile> files)
    {
        var tag = new KeyValuePair<string, object?>("pipeline", pipeline);
        LakeEvents.Add(files.Sum(file => file.Rows), tag);
        LakeFiles.Add(files.Count, tag);
        LakeBytes.Add(files.Sum(file => file.Bytes), tag);
    }

    public static void Ran(string pipeline, string job, JobOutcome outcome) => JobRuns.Add(
        1,
        new KeyValuePair<string, object?>("pipeline", pipeline),
        new KeyValuePair<string, object?>("job", job),
        new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    public static void Read(string pipeline, Timeliness events)
    {
        var tag = new KeyValuePair<string, object?>("pipeline", pipeline);
        ReadEvents.Add(events.Events, tag);
        LateEvents.Add(events.Late, tag);
        HeldBackEvents.Add(events.HeldBack, tag);
    }

    public static void Failed(PlacedPartition partition) => FailedRuns.Add(
        1,
        new KeyValuePair<string, object?>("pipeline", partition.Pipeline),
        new KeyValuePair<string, object?>("role", partition.Role.ToString().ToLowerInvariant()));
}
