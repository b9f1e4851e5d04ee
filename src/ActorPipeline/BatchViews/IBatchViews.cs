using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Views;

namespace ActorPipeline.BatchViews;

/// <summary>Computes the rows of views from the events of a lake, and keeps them in files.</summary>
/// <remarks>Files are never changed. What a catalogue names counts, and which catalogue counts is decided elsewhere, in one step: readers see all of the
/// batch views before a run or all of them after it. All members may be called concurrently.</remarks>
public interface IBatchViews
{
    /// <summary>The lake that rows are computed from.</summary>
    string Lake { get; }

    /// <summary>What there is to compute from.</summary>
    /// <exception cref="EventLakeException">The lake cannot be read.</exception>
    ValueTask<BatchInputs> InputsAsync(string pipeline, CancellationToken cancellationToken);

    /// <summary>Opens what computing takes until it is disposed of: many slices are computed faster then.</summary>
    /// <exception cref="EventLakeException">It cannot be opened.</exception>
    IDisposable BeginComputing();

    /// <summary>Computes a slice into a file, durable when the call completes.</summary>
    /// <param name="run">The run; no other one has its number.</param>
    /// <exception cref="EventLakeException">A full disk, or a file that cannot be read.</exception>
    ValueTask<BatchSlice> ComputeAsync(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken);

    /// <summary>Keeps a catalogue, durable when the call completes.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="EventLakeException">It cannot be written.</exception>
    ValueTask<string> WriteAsync(string pipeline, BatchCatalogue catalogue, long run, CancellationToken cancellationToken);

    /// <summary>Reads a catalogue.</summary>
    /// <exception cref="EventLakeException">It is not there any more, or damaged.</exception>
    ValueTask<BatchCatalogue> ReadAsync(string pipeline, string name, CancellationToken cancellationToken);

    /// <summary>Deletes files and catalogues that neither a catalogue names nor a run writes that is as late as this one.</summary>
    /// <exception cref="EventLakeException">A file cannot be deleted.</exception>
    ValueTask DropUnusedAsync(string pipeline, string? name, BatchCatalogue catalogue, long run, CancellationToken cancellationToken);

    /// <summary>Reads rows of a view, as <see cref="Storage.IRowStore.QueryAsync"/> does.</summary>
    /// <exception cref="Storage.ViewStoreException">A file cannot be read.</exception>
    IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(BatchCatalogue catalogue, RowQuery query, CancellationToken cancellationToken);
}

/// <summary>What batch views may be computed from.</summary>
/// <param name="Files">The files that count; of a source partition and hour none is missing below another.</param>
/// <param name="KeptFrom">From which hour on no event was deleted for its age.</param>
public sealed record BatchInputs(IReadOnlyList<LakeEntry> Files, LakeHour KeptFrom)
{
    /// <summary>Whether events were deleted for their age.</summary>
    public bool HasDropped => KeptFrom.Number != long.MinValue;
}
