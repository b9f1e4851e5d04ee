using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Jobs;

/// <summary>Compares a pipeline's batch rows with those that shards have written, of all windows that both have closed. What was compared is compared again
/// only when the batch has computed it anew.</summary>
/// <param name="views">The batch rows.</param>
/// <param name="speed">The rows of shards.</param>
/// <param name="definitionOf">What the rows of a view follow from, as text.</param>
/// <param name="keep">How long the rows of shards are kept after they were written; zero for ever.</param>
public sealed class DriftJob(
    PipelineDefinition pipeline, IBatchViews views, IRowStore speed, Func<ViewDefinition, string> definitionOf, TimeSpan keep)
{
    /// <summary>Its name.</summary>
    public const string Name = "drift";

    // Rows written before their windows had ended, or read a while after a run has begun, are still there.
    private const long KeepMarginMs = 3_600_000;

    // Hours, and rows unless one hour has more, that one query compares.
    private const int LongestStretch = 100;
    private const long LargestStretch = 1_000_000;

    /// <summary>The job.</summary>
    /// <param name="schedule">When layers are compared.</param>
    public BatchJob At(JobSchedule schedule) => new(Name, schedule, RunAsync);

    private async ValueTask<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        if (context.Catalogue is not { } name)
        {
            return default;
        }

        var catalogue = await views.ReadAsync(pipeline.Name, name, cancellationToken);
        var due = ViewsFrom(context.Run).SelectMany(view => StretchesOf(catalogue, view).Select(slices => (View: view, Slices: slices))).ToList();
        var compared = new Dictionary<(string View, LakeHour Hour), SliceDrift>();
        for (var i = 0; i < due.Count && (i == 0 || context.Clock() < context.NowMs + JobContext.LongestRunMs); i++)
        {
            var (view, slices) = due[i];
            var drift = await CompareAsync(catalogue, view, slices, context.Clock(), cancellationToken);
            foreach (var slice in slices)
            {
                compared[(view.Name, slice.Hour)] = new SliceDrift(catalogue.HighWaterMs, drift.GetValueOrDefault(slice.Hour, RowDrift.None));
            }

            context.Progress((i + 1.0) / due.Count);
        }

        if (compared.Count == 0)
        {
            return default;
        }

        var next = catalogue with { Views = [.. catalogue.Views.Select(view => With(view, compared))] };
        return new JobResult(compared.Values.Sum(drift => drift.Rows.Compared), 0)
        {
            Catalogue = await views.WriteAsync(pipeline.Name, next, context.Run, cancellationToken),
            Drift = [.. pipeline.Views.Select(view => SumOf(next, view)).OfType<ViewDrift>()],
        };
    }

    // Another one comes first each time: a run that is cut short does not always leave out the same.
    private IEnumerable<ViewDefinition> ViewsFrom(long run) => pipeline.Views.Select((_, i) => pipeline.Views[(int)((i + run) % pipeline.Views.Count)]);

    // Slices that have windows which have closed since, those that follow on each other together: a query costs more than the rows of most hours.
    private IEnumerable<List<BatchSlice>> StretchesOf(BatchCatalogue catalogue, ViewDefinition view)
    {
        var stretch = new List<BatchSlice>();
        foreach (var (slice, isDue) in DueOf(catalogue, view))
        {
            if (stretch.Count > 0 && (!isDue || stretch.Count == LongestStretch || stretch.Sum(one => one.Rows) + slice.Rows > LargestStretch))
            {
                yield return stretch;
                stretch = [];
            }

            if (isDue)
            {
                stretch.Add(slice);
            }
        }

        if (stretch.Count > 0)
        {
            yield return stretch;
        }
    }

    private IEnumerable<(BatchSlice Slice, bool IsDue)> DueOf(BatchCatalogue catalogue, ViewDefinition view)
    {
        var known = catalogue.Views.FirstOrDefault(one => one.Name == view.Name && one.Definition == definitionOf(view));
        var windows = new WindowSlices(view.Window);
        return (known?.Slices ?? []).Select(slice => (slice, windows.WindowsOf(slice.Hour).Any(window =>
            window.EndMs <= catalogue.HighWaterMs && !(window.EndMs <= slice.Drift?.UpToMs))));
    }

    private async Task<IReadOnlyDictionary<LakeHour, RowDrift>> CompareAsync(
        BatchCatalogue catalogue, ViewDefinition view, List<BatchSlice> slices, long nowMs, CancellationToken cancellationToken)
    {
        var from = keep == TimeSpan.Zero ? long.MinValue : nowMs - (long)keep.TotalMilliseconds + KeepMarginMs;
        var windows = new WindowSlices(view.Window);
        var complete = catalogue.Views.First(one => one.Name == view.Name).CompleteFromMs;
        var wanted = new RowQuery
        {
            Pipeline = pipeline.Name,
            View = view,
            FromMs = Math.Max(Math.Max(complete, slices[0].Hour.StartMs), from == long.MinValue ? from : windows.FirstOpenStart(from)),
            ToMs = Math.Min(slices[^1].Hour.Next.StartMs, windows.FirstOpenStart(catalogue.HighWaterMs)),
        };
        return wanted.FromMs >= wanted.ToMs ? new Dictionary<LakeHour, RowDrift>() : await LayerComparison.OfAsync(
            view,
            views.QueryAsync(catalogue, wanted with { Layer = ClosedRows.Batch }, cancellationToken),
            speed.QueryAsync(wanted, cancellationToken),
            cancellationToken);
    }

    private static BatchView With(BatchView view, Dictionary<(string View, LakeHour Hour), SliceDrift> compared) => view with
    {
        Slices = [.. view.Slices.Select(slice => compared.TryGetValue((view.Name, slice.Hour), out var drift) ? slice with { Drift = drift } : slice)],
    };

    // Up to the first hour that is still to be compared.
    private ViewDrift? SumOf(BatchCatalogue catalogue, ViewDefinition view)
    {
        var slices = DueOf(catalogue, view).ToList();
        var compared = slices.Select(one => one.Slice.Drift).OfType<SliceDrift>().ToList();
        if (compared.Count == 0)
        {
            return null;
        }

        var upTo = slices.Where(one => one.IsDue).Select(one => one.Slice.Hour.StartMs).Append(compared.Max(drift => drift.UpToMs)).Min();
        return new ViewDrift(view.Name, upTo, compared.Select(drift => drift.Rows).Aggregate(RowDrift.None, (sum, one) => sum.Plus(one)));
    }
}
