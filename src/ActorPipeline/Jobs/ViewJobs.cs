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
        var inputs = await views.InputsAsync(pipeline.Name, cancellationToken);
        var known = pipeline.Views.ToDictionary(view => view.Name, view => KeptOf(current, view).ToDictionary(slice => slice.Hour));
        var todo = BatchPlan.Of(pipeline, inputs.Files, inputs.KeptFrom)
            .Where(task => isFull || known[task.View.Name].GetValueOrDefault(task.Slice)?.Input != task.Input)
            .ToList();
        var work = await ComputeAsync(context, todo, isFull ? long.MaxValue : context.NowMs + JobContext.LongestRunMs, cancellationToken);
        foreach (var (view, slice) in work.Slices)
        {
            known[view][slice.Hour] = slice;
        }

        var complete = work.IsDone ? Complete(current, inputs, highWater) : CompleteInPart(current);
        var next = Next(current, view => CompleteFrom(current, view, inputs, isFull, context.NowMs), known, complete, context.Clock());
        var result = new JobResult(work.Slices.Sum(one => one.Slice.Rows), work.Slices.Sum(one => one.Slice.Bytes)) { Failure = work.Failure };
        return work.Slices.Count == 0 && next.HighWaterMs == current.HighWaterMs && IsSame(next, current)
            ? result
            : result with { Catalogue = await views.WriteAsync(pipeline.Name, next, context.Run, cancellationToken) };
    }

    // Where there is no file yet it is not known what the source has lost before the lake began.
    private static long Complete(BatchCatalogue current, BatchInputs inputs, long highWaterMs) =>
        inputs.Files.Count == 0 && !inputs.HasDropped ? current.HighWaterMs : Math.Max(current.HighWaterMs, highWaterMs);

    // As long as a slice is missing nothing more is complete, and nothing of a view whose rows are of a new definition.
    private long CompleteInPart(BatchCatalogue current) => pipeline.Views.All(view => KnownOf(current, view) is not null) ? current.HighWaterMs : long.MinValue;

    // A slice that cannot be computed keeps no other one from it. What there is no time for the next run does: other jobs have their turn in between.
    private async ValueTask<(List<(string View, BatchSlice Slice)> Slices, bool IsDone, string? Failure)> ComputeAsync(
        JobContext context, List<BatchTask> todo, long untilMs, CancellationToken cancellationToken)
    {
        if (todo.Count == 0)
        {
            return ([], true, null);
        }

        var slices = new List<(string, BatchSlice)>();
        string? failure = null;
        var done = 0;
        var computing = views.BeginComputing();
        try
        {
            for (; done < todo.Count && (done == 0 || context.Clock() < untilMs); done++)
            {
                try
                {
                    slices.Add((todo[done].View.Name, await views.ComputeAsync(pipeline, todo[done], context.Run, cancellationToken)));
                }
                catch (EventLakeException one)
                {
                    // What met it may be of no use any more.
                    failure ??= one.Message;
                    computing.Dispose();
                    computing = views.BeginComputing();
                }

                context.Progress((done + 1.0) / todo.Count);
            }
        }
        finally
        {
            computing.Dispose();
        }

        return (slices, done == todo.Count && failure is null, failure);
    }

    private static bool IsSame(BatchCatalogue next, BatchCatalogue current) => Heads(next).SequenceEqual(Heads(current));

    private static IEnumerable<(string, string, long)> Heads(BatchCatalogue catalogue) =>
        catalogue.Views.Select(view => (view.Name, view.Definition, view.CompleteFromMs));

    // One of another lake says nothing of this one. A rebuild needs none, and makes another one where it is damaged or lost. What a catalogue does not name is
    // deleted where there is one, and never by one that stands in for it.
    private async ValueTask<BatchCatalogue> CurrentAsync(JobContext context, bool isFull, CancellationToken cancellationToken)
    {
        var none = BatchCatalogue.Empty with { Lake = views.Lake };
        if (context.Catalogue is not { } name)
        {
            return none;
        }

        try
        {
            var current = await views.ReadAsync(pipeline.Name, name, cancellationToken);
            if (current.Lake != views.Lake)
            {
                return none;
            }

            await views.DropUnusedAsync(pipeline.Name, name, current, context.Run, cancellationToken);
            return current;
        }
        catch (EventLakeException damage) when (isFull && IsDamage(damage.InnerException))
        {
            return none;
        }
    }

    private static bool IsDamage(Exception? reason) => reason is FileNotFoundException or DirectoryNotFoundException or FormatException;

    // Rows of another definition are not this view's.
    private BatchView? KnownOf(BatchCatalogue catalogue, ViewDefinition view) =>
        catalogue.Views.FirstOrDefault(one => one.Name == view.Name && one.Definition == definitionOf(view));

    private IReadOnlyList<BatchSlice> KeptOf(BatchCatalogue catalogue, ViewDefinition view) => KnownOf(catalogue, view)?.Slices ?? [];

    // What was complete when events were deleted for their age stays so, since its rows stay; what was not will never be.
    private long CompleteFrom(BatchCatalogue current, ViewDefinition view, BatchInputs inputs, bool isFull, long nowMs)
    {
        var own = KnownOf(current, view)?.CompleteFromMs;
        if (own == long.MaxValue && !isFull)
        {
            return long.MaxValue;
        }

        var isKnown = own is not null && own != long.MaxValue;
        var begun = isKnown ? own!.Value : BeginOf(current, inputs, nowMs);
        if (!inputs.HasDropped)
        {
            return begun == long.MinValue ? BeginOf(BatchCatalogue.Empty, inputs, nowMs) : begun;
        }

        var isWhole = isKnown && current.HighWaterMs != long.MinValue
            && new WindowSlices(view.Window).FirstOpenStart(current.HighWaterMs) >= inputs.KeptFrom.StartMs;
        return isWhole ? begun : Math.Max(begun, inputs.KeptFrom.StartMs);
    }

    // Since when the lake has all events, as views know that were computed before; or from its files: one that begins in the middle of its source has all
    // that come from now on.
    private static long BeginOf(BatchCatalogue current, BatchInputs inputs, long nowMs)
    {
        var known = current.Views.Select(view => view.CompleteFromMs).Where(from => from != long.MaxValue).ToList();
        return known.Count > 0 ? known.Min() : BatchPlan.BeginsWhole(inputs.Files) ? long.MinValue : LakeHour.Of(nowMs).Next.StartMs;
    }

    // What the lake no longer has stays as it was computed.
    private BatchCatalogue Next(
        BatchCatalogue current,
        Func<ViewDefinition, long> completeFromOf,
        Dictionary<string, Dictionary<LakeHour, BatchSlice>> slices,
        long highWaterMs,
        long nowMs)
    {
        var next = pipeline.Views
            .Select(view => new BatchView(
                view.Name, definitionOf(view), completeFromOf(view), [.. slices[view.Name].Values.OrderBy(slice => slice.Hour.Number)]))
            .ToList();
        var kept = next.SelectMany(FilesOf).ToHashSet();
        var gone = current.Views.SelectMany(FilesOf).Where(file => !kept.Contains(file));
        var replaced = gone.Select(file => new ReplacedFile(file.View, file.Hour, file.Run, nowMs));
        return new BatchCatalogue(views.Lake, highWaterMs, next, [.. current.Replaced.Where(file => file.AtMs > nowMs - KeepReplacedMs), .. replaced]);
    }

    private static IEnumerable<(string View, LakeHour Hour, long Run)> FilesOf(BatchView view) =>
        view.Slices.Where(slice => slice.Rows > 0).Select(slice => (view.Name, slice.Hour, slice.Run));
}
