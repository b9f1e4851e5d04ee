using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;

namespace ActorPipeline.Jobs;

/// <summary>Computes a pipeline's batch views from its events in the lake.</summary>
/// <param name="views">Computes and keeps them.</param>
/// <param name="definitionOf">What the rows of a view follow from, as text.</param>
public sealed class ViewJobs(PipelineDefinition pipeline, IBatchViews views, Func<ViewDefinition, string> definitionOf)
{
    /// <summary>The job that computes what has changed.</summary>
    public const string Views = "views";

    /// <summary>The job that computes everything anew.</summary>
    public const string Rebuild = "rebuild-views";

    // Whoever reads a file when another takes its place has so long to read on.
    private const long KeepReplacedMs = 15 * 60_000;

    /// <summary>The jobs.</summary>
    /// <param name="schedule">When views are computed.</param>
    public IReadOnlyList<BatchJob> All(JobSchedule schedule) =>
    [
        new BatchJob(Views, schedule, (context, cancellationToken) => RunAsync(context, isFull: false, cancellationToken)),
        new BatchJob(Rebuild, null, (context, cancellationToken) => RunAsync(context, isFull: true, cancellationToken)),
    ];

    private async ValueTask<JobResult> RunAsync(JobContext context, bool isFull, CancellationToken cancellationToken)
    {
        // Before files are listed: what had closed by then came from events that the lake has now.
        var highWater = await context.SettleAsync(cancellationToken);
        var current = await CurrentAsync(context, isFull, cancellationToken);
        await views.DropUnusedAsync(pipeline.Name, context.Catalogue, current, context.Run, cancellationToken);
        var inputs = await views.InputsAsync(pipeline.Name, cancellationToken);
        var tasks = BatchPlan.Of(pipeline, inputs.Files, inputs.KeptFrom);
        var todo = tasks.Where(task => isFull || Find(current, task)?.Input != task.Input).ToList();
        var computed = new List<(ViewDefinition View, BatchSlice Slice)>();
        foreach (var task in todo)
        {
            computed.Add((task.View, await views.ComputeAsync(pipeline, task, context.Run, cancellationToken)));
            context.Progress((double)computed.Count / todo.Count);
        }

        var next = Next(current, computed, Math.Max(current.HighWaterMs, highWater), context.NowMs);
        if (computed.Count == 0 && next.HighWaterMs == current.HighWaterMs && IsSame(next, current))
        {
            return default;
        }

        var name = await views.WriteAsync(pipeline.Name, next, context.Run, cancellationToken);
        return new JobResult(computed.Sum(one => one.Slice.Rows), computed.Sum(one => one.Slice.Bytes)) { Catalogue = name };
    }

    private static bool IsSame(BatchCatalogue next, BatchCatalogue current) =>
        next.Views.Select(view => (view.Name, view.Definition)).SequenceEqual(current.Views.Select(view => (view.Name, view.Definition)));

    // One of another lake says nothing of this one. A rebuild needs none, and does away with one that is damaged.
    private async ValueTask<BatchCatalogue> CurrentAsync(JobContext context, bool isFull, CancellationToken cancellationToken)
    {
        if (context.Catalogue is not { } name)
        {
            return BatchCatalogue.Empty with { Lake = views.Lake };
        }

        try
        {
            var current = await views.ReadAsync(pipeline.Name, name, cancellationToken);
            return current.Lake == views.Lake ? current : BatchCatalogue.Empty with { Lake = views.Lake };
        }
        catch (EventLakeException) when (isFull)
        {
            return BatchCatalogue.Empty with { Lake = views.Lake };
        }
    }

    private BatchSlice? Find(BatchCatalogue catalogue, BatchTask task) => KeptOf(catalogue, task.View).FirstOrDefault(slice => slice.Hour == task.Slice);

    // Rows of another definition are not this view's.
    private IReadOnlyList<BatchSlice> KeptOf(BatchCatalogue catalogue, ViewDefinition view) =>
        catalogue.Views.FirstOrDefault(one => one.Name == view.Name && one.Definition == definitionOf(view))?.Slices ?? [];

    // What the lake no longer has stays as it was computed.
    private BatchCatalogue Next(BatchCatalogue current, List<(ViewDefinition View, BatchSlice Slice)> computed, long highWaterMs, long nowMs)
    {
        var next = pipeline.Views.Select(view =>
        {
            var slices = KeptOf(current, view).ToDictionary(slice => slice.Hour);
            foreach (var (_, slice) in computed.Where(one => one.View.Name == view.Name))
            {
                slices[slice.Hour] = slice;
            }

            return new BatchView(view.Name, definitionOf(view), [.. slices.Values.OrderBy(slice => slice.Hour.Number)]);
        }).ToList();
        var kept = next.SelectMany(FilesOf).ToHashSet();
        var gone = current.Views.SelectMany(FilesOf).Where(file => !kept.Contains(file));
        var replaced = gone.Select(file => new ReplacedFile(file.View, file.Hour, file.Run, nowMs));
        return new BatchCatalogue(views.Lake, highWaterMs, next, [.. current.Replaced.Where(file => file.AtMs > nowMs - KeepReplacedMs), .. replaced]);
    }

    private static IEnumerable<(string View, LakeHour Hour, long Run)> FilesOf(BatchView view) =>
        view.Slices.Where(slice => slice.Rows > 0).Select(slice => (view.Name, slice.Hour, slice.Run));
}
