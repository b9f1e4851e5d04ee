using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Definitions;
using ActorPipeline.Status;

namespace ActorPipeline.Actors.Nodes;

/// <summary>What this node says of itself, and what it serves. Safe to use from any thread.</summary>
/// <param name="profile">What is known before the listeners are there.</param>
internal sealed class LocalNode(NodeProfile profile, TimeProvider time)
{
    // Texts come from failures of servers, which may be long.
    private const int LongestText = 500;

    private readonly ConcurrentDictionary<string, LocalPipeline> _pipelines = new(StringComparer.Ordinal);
    private volatile Func<NodeReadiness> _readiness = static () => new NodeReadiness(true, []);
    private volatile NodeProfile _profile = profile;
    private long _rounds;

    public NodeProfile Profile
    {
        get => _profile;
        set => _profile = value;
    }

    /// <summary>Says whether the node can do its work; must return at once.</summary>
    public Func<NodeReadiness> Readiness
    {
        get => _readiness;
        set => _readiness = value;
    }

    public IEnumerable<LocalPipeline> Pipelines => _pipelines.Values;

    public void Add(LocalPipeline pipeline) => _pipelines[pipeline.Definition.Name] = pipeline;

    public (LocalPipeline Pipeline, ViewDefinition View)? Find(WatchedView view) =>
        _pipelines.TryGetValue(view.Pipeline, out var pipeline) && pipeline.Definition.Views.FirstOrDefault(one => one.Name == view.View) is { } found
            ? (pipeline, found)
            : null;

    public int Shards() => _pipelines.Values.Sum(pipeline => ShardsOf(pipeline).Count());

    public NodeMessage Compose()
    {
        var readiness = Readiness();
        return new NodeMessage
        {
            Round = Interlocked.Increment(ref _rounds),
            SentMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Profile = Profile,
            Readiness = readiness with { Reasons = [.. readiness.Reasons.Take(8).Select(reason => Cut(reason))] },
            Watched = [.. Pipelines.SelectMany(pipeline => pipeline.Feed.Watched.Select(view => new WatchedView(pipeline.Definition.Name, view)))],
            Reports = [.. Pipelines.Select(Report)],
        };
    }

    private static PartitionReports Report(LocalPipeline pipeline) => new()
    {
        Pipeline = pipeline.Definition.Name,
        Shards = [.. ShardsOf(pipeline).Select(report => report with { Status = report.Status with { Waiting = Cut(report.Status.Waiting) } })],
        Intakes =
        [
            .. Enumerable.Range(0, pipeline.Definition.Source.Partitions)
                .Select(partition => (Partition: partition, Report: pipeline.Board.Intake(partition)))
                .Where(intake => intake.Report is not null)
                .Select(intake => new NumberedIntake(intake.Partition, intake.Report! with { Trouble = Cut(intake.Report.Trouble) })),
        ],
    };

    private static IEnumerable<ShardReport> ShardsOf(LocalPipeline pipeline) =>
        Enumerable.Range(0, pipeline.Definition.Shards).Select(pipeline.Board.Shard).OfType<ShardReport>().Where(report => report.Status.State != "fenced");

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] + "…" : text;
}
