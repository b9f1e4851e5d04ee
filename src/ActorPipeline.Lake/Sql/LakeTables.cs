using ActorPipeline.BatchViews;
using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;

namespace ActorPipeline.Lake.Sql;

/// <summary>Says which files a table has now. Safe to use from any thread.</summary>
/// <param name="lake">The lake; it is not disposed of.</param>
/// <param name="views">The batch views of that lake.</param>
public sealed class LakeTables(ParquetLake lake, IBatchViews views)
{
    private LakeFolders Folders => lake.Folders;

    /// <summary>The folder for what statements write while they run. What an earlier process left there is gone.</summary>
    public string Folder { get; } = Path.Combine(lake.Options.SpillFolder, "sql");

    /// <summary>The files of a table.</summary>
    /// <param name="catalogue">The name of the catalogue of batch views that counts; null for none. Asked again where its file has gone meanwhile.</param>
    /// <exception cref="EventLakeException">The lake cannot be read.</exception>
    public async Task<IReadOnlyList<string>> PathsOfAsync(
        SqlTable table, Func<CancellationToken, ValueTask<string?>> catalogue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (table.View is not { } view)
        {
            var failed = $"the files of {table.Pipeline} in the lake at {Folders.Root} cannot be listed";
            return await Task.Run(() => ParquetLake.Guarded(failed, () => EventsOf(table.Pipeline)), cancellationToken);
        }

        var slices = (await CurrentCatalogue.ReadAsync(views, table.Pipeline, catalogue, cancellationToken)).SlicesOf(view).Where(slice => slice.Rows > 0);
        return [.. slices.Select(slice => Folders.SliceOf(table.Pipeline, view, slice.Hour, slice.Run))];
    }

    private IReadOnlyList<string> EventsOf(string pipeline) =>
        [.. LakeMerges.Standing(Folders.ListSettled(pipeline)).Select(file => Folders.FileOf(pipeline, file.Hour, file.Span))];
}
