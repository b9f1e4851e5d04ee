using ActorPipeline.EventLake;

namespace ActorPipeline.BatchViews;

/// <summary>The batch views of a pipeline as they stand: which files hold their rows. Immutable; a run that changes anything makes another one.</summary>
/// <param name="Lake">The lake that they were computed from (<see cref="IEventLake.Id"/>).</param>
/// <param name="HighWaterMs">The time up to which they are complete, unix milliseconds: of windows that end by then, every event that was not too late for
/// the shards has been counted. <see cref="long.MinValue"/> for none.</param>
/// <param name="Views">The views, by the names of their definitions.</param>
/// <param name="Replaced">Files that rows were in before: they are kept for a while, for those who read them.</param>
public sealed record BatchCatalogue(
    string Lake, long HighWaterMs, IReadOnlyList<BatchView> Views, IReadOnlyList<ReplacedFile> Replaced)
{
    /// <summary>One that has nothing.</summary>
    public static BatchCatalogue Empty { get; } = new("", long.MinValue, [], []);

    /// <summary>The slices of a view, by hour; none of one that was never computed.</summary>
    public IReadOnlyList<BatchSlice> SlicesOf(string view) => Views.FirstOrDefault(one => one.Name == view)?.Slices ?? [];
}

/// <summary>One view of a catalogue. Immutable.</summary>
/// <param name="Definition">What its rows follow from, as text: rows of another definition are another view's.</param>
/// <param name="CompleteFromMs">From which start of a window on it has counted every event there was, unix milliseconds: of windows before, the lake had
/// not got all events, or not any more. <see cref="long.MinValue"/> for all, <see cref="long.MaxValue"/> where that is not known.</param>
/// <param name="Slices">In the order of their hours.</param>
public sealed record BatchView(string Name, string Definition, long CompleteFromMs, IReadOnlyList<BatchSlice> Slices);

/// <summary>The rows of a view whose windows begin in one hour. Immutable.</summary>
/// <param name="Hour">The hour that windows begin in.</param>
/// <param name="Input">What the lake held when it was computed, as text: while that is the same, so are the rows.</param>
/// <param name="Run">The run that has computed it; with view and hour, the name of its file.</param>
/// <param name="Rows">How many rows; with 0 there is no file.</param>
/// <param name="Bytes">The size of the file.</param>
public sealed record BatchSlice(LakeHour Hour, string Input, long Run, long Rows, long Bytes)
{
    /// <summary>What comparing it with the rows of shards has shown; null before.</summary>
    public SliceDrift? Drift { get; init; }
}

/// <summary>How far a slice and the rows of shards differ. Immutable.</summary>
/// <param name="UpToMs">Windows were compared that had ended by then, unix milliseconds.</param>
public sealed record SliceDrift(long UpToMs, RowDrift Rows);

/// <summary>A file that is no longer part of a view.</summary>
/// <param name="AtMs">When another one took its place, unix milliseconds.</param>
public sealed record ReplacedFile(string View, LakeHour Hour, long Run, long AtMs);
