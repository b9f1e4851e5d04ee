using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Hashing;

namespace ActorPipeline.BatchViews;

/// <summary>Decides which slices a pipeline's batch views consist of, and what each is computed from. Pure.</summary>
/// <remarks>Of a slice it matters how far into each source partition the files of its hours reach, and not how many files there are: files of a partition
/// are published in the order of their offsets, and merging them changes no event.</remarks>
internal static class BatchPlan
{
    /// <summary>The slices that files have events for, by view and hour.</summary>
    /// <param name="files">The files that count, none missing below another.</param>
    /// <param name="keptFrom">From which hour on the lake has all events: slices before that cannot be computed.</param>
    public static IReadOnlyList<BatchTask> Of(PipelineDefinition pipeline, IReadOnlyList<LakeEntry> files, LakeHour keptFrom)
    {
        var byHour = files.GroupBy(file => file.Hour).ToDictionary(hour => hour.Key, hour => (IReadOnlyList<LakeEntry>)[.. hour]);
        return [.. pipeline.Views.SelectMany(view => Of(view, byHour, keptFrom))];
    }

    /// <summary>Whether the lake has its source partitions from their first offsets on, as far as it has not deleted what is old.</summary>
    public static bool BeginsWhole(IReadOnlyList<LakeEntry> files) =>
        files.GroupBy(file => (file.Span.Partition, file.Span.SourceEpoch)).All(place => place.Min(file => file.Span.From) == 0);

    private static IEnumerable<BatchTask> Of(ViewDefinition view, Dictionary<LakeHour, IReadOnlyList<LakeEntry>> files, LakeHour keptFrom)
    {
        var slices = new WindowSlices(view.Window);
        var wanted = files.Keys.SelectMany(slices.Of).Where(hour => hour.Number >= keptFrom.Number).Distinct().OrderBy(hour => hour.Number);
        foreach (var slice in wanted)
        {
            var (inputs, last) = (new List<LakeEntry>(), slices.LastInput(slice));
            for (var hour = slice; hour.Number <= last.Number; hour = hour.Next)
            {
                inputs.AddRange(files.GetValueOrDefault(hour) ?? []);
            }

            yield return new BatchTask(view, slice, inputs, InputOf(inputs));
        }
    }

    private static string InputOf(IEnumerable<LakeEntry> files)
    {
        var text = new StringBuilder();
        foreach (var place in files.GroupBy(file => (file.Hour, file.Span.Partition, file.Span.SourceEpoch)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{place.Key.Hour}/{place.Key.Partition}/{place.Key.SourceEpoch}:{place.Max(file => file.Span.To)};");
        }

        return Murmur3.Hash64(Encoding.UTF8.GetBytes(text.ToString())).ToString("x16", CultureInfo.InvariantCulture);
    }
}

/// <summary>A slice of a view that is to be computed.</summary>
/// <param name="Files">The files that may hold events of its windows.</param>
/// <param name="Input">What they hold, as text (<see cref="BatchSlice.Input"/>).</param>
public sealed record BatchTask(ViewDefinition View, LakeHour Slice, IReadOnlyList<LakeEntry> Files, string Input)
{
    /// <summary>The windows that begin in its hour, in order; worked out at each call.</summary>
    public IEnumerable<(long StartMs, long EndMs)> Windows() => new WindowSlices(View.Window).WindowsOf(Slice);
}
