using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Store;
using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Lake.Views;

/// <summary>Batch views in Parquet files beside the events that they are computed from: a file per view and hour, and a catalogue that names them.</summary>
/// <remarks>Safe to use from any thread. docs/lake.md describes folders and files.</remarks>
/// <param name="lake">The lake; it is not disposed of.</param>
public sealed class ParquetViews(ParquetLake lake) : IBatchViews
{
    // Beside events that are being written, in memory of their own: neither waits for the other.
    private readonly LakeDatabase _computing = new(lake.Options, "views", ViewFunctions.Register);
    private readonly LakeDatabase _reading = new(lake.Options, "reading");

    // Of each pipeline the one that was read last: most queries ask for it again.
    private readonly ConcurrentDictionary<string, Known> _known = new();

    private LakeFolders Folders => lake.Folders;

    /// <inheritdoc/>
    public string Lake => lake.Id;

    /// <inheritdoc/>
    public async ValueTask<BatchInputs> InputsAsync(string pipeline, CancellationToken cancellationToken) => await Task.Run(
        () => ParquetLake.Guarded($"the files of {pipeline} in the lake at {Folders.Root} cannot be listed", () => Inputs(pipeline)), cancellationToken);

    /// <inheritdoc/>
    public IDisposable BeginComputing() => ParquetLake.Guarded("DuckDB cannot be opened", _computing.Hold);

    /// <inheritdoc/>
    public async ValueTask<BatchSlice> ComputeAsync(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(task);
        var failed = $"view {task.View.Name} of {pipeline.Name} cannot be computed for {task.Slice}";
        try
        {
            return await Task.Run(() => ParquetLake.Guarded(failed, () => Compute(pipeline, task, run, cancellationToken)), CancellationToken.None);
        }
        catch (EventLakeException)
        {
            // DuckDB's own word for being interrupted.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> WriteAsync(string pipeline, BatchCatalogue catalogue, long run, CancellationToken cancellationToken)
    {
        var name = run.ToString(CultureInfo.InvariantCulture);
        var path = Folders.CatalogueOf(pipeline, name);
        ParquetLake.Guarded($"{path} cannot be written", () =>
        {
            DurableFile.CreateFolder(Folders.ViewsOf(pipeline), isShared: true);
            DurableFile.Replace(path, BatchCatalogueText.Write(catalogue).Span);
        });
        return ValueTask.FromResult(name);
    }

    /// <inheritdoc/>
    public async ValueTask<BatchCatalogue> ReadAsync(string pipeline, string name, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(pipeline, out var known) && known.Name == name)
        {
            return known.Catalogue;
        }

        var path = Folders.CatalogueOf(pipeline, name);
        try
        {
            var catalogue = BatchCatalogueText.Read(await File.ReadAllBytesAsync(path, cancellationToken));
            _known[pipeline] = new Known(name, catalogue);
            return catalogue;
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or FormatException or UnknownFormatVersionException)
        {
            throw new EventLakeException($"{path} cannot be read: {damage.Message}; pbm batch rebuild computes the batch views anew", damage);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DropUnusedAsync(string pipeline, string? name, BatchCatalogue catalogue, long run, CancellationToken cancellationToken)
    {
        var failed = $"files in {Folders.ViewsOf(pipeline)} cannot be deleted";
        await Task.Run(() => ParquetLake.Guarded(failed, () => DropUnused(pipeline, name, catalogue, run)), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(
        BatchCatalogue catalogue, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(query);
        var paths = PathsOf(catalogue, query);
        if (paths.Count == 0)
        {
            yield break;
        }

        var pager = new RowPager(BatchTable.Of(query.Pipeline, query.View, paths), query);
        while (!pager.IsDone)
        {
            if (await ReadAsync(pager, query, cancellationToken) is { Count: > 0 } page)
            {
                yield return page;
            }
        }
    }

    private BatchInputs Inputs(string pipeline)
    {
        var files = LakeMerges.Standing(Folders.ListSettled(pipeline));

        // Windows of the first events that can be may begin before 1970.
        var keptFrom = lake.KeptFrom(pipeline);
        return new BatchInputs(files, new LakeHour(keptFrom == 0 ? long.MinValue : keptFrom));
    }

    private BatchSlice Compute(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken)
    {
        var path = Folders.SliceOf(pipeline.Name, task.View.Name, task.Slice, run);
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!, isShared: true);
        var paths = task.Files.Select(file => Folders.FileOf(pipeline.Name, file.Hour, file.Span));
        var statement = new ViewQuery(pipeline.Source, task.View, lake.Options.MaxTextBytes).Of(paths, [.. task.Windows()]);
        var copy = $"COPY ({statement}) TO {DuckDbSql.Text(path)} (FORMAT parquet, COMPRESSION zstd)";
        var rows = _computing.Use(connection => connection.Execute(copy), cancellationToken);
        if (rows == 0)
        {
            File.Delete(path);
            return new BatchSlice(task.Slice, task.Input, run, 0, 0);
        }

        var bytes = DurableFile.Sync(path);
        LibC.SyncFolder(Path.GetDirectoryName(path)!);
        return new BatchSlice(task.Slice, task.Input, run, rows, bytes);
    }

    private void DropUnused(string pipeline, string? name, BatchCatalogue catalogue, long run)
    {
        var folder = Folders.ViewsOf(pipeline);
        if (!Directory.Exists(folder))
        {
            return;
        }

        var slices = catalogue.Views.SelectMany(view => view.Slices.Select(slice => Folders.SliceOf(pipeline, view.Name, slice.Hour, slice.Run)));
        var replaced = catalogue.Replaced.Select(file => Folders.SliceOf(pipeline, file.View, file.Hour, file.Run));
        var used = slices.Concat(replaced).ToHashSet(StringComparer.Ordinal);
        used.Add(Folders.CatalogueOf(pipeline, name ?? ""));
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !used.Contains(path) && RunOf(path) < run))
        {
            File.Delete(path);
        }
    }

    // What has another name is somebody else's.
    private static long RunOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return long.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : long.MaxValue;
    }

    // Only the files that may hold a window the query asks for.
    private List<string> PathsOf(BatchCatalogue catalogue, RowQuery query)
    {
        var slices = catalogue.SlicesOf(query.View.Name).Where(slice => slice.Rows > 0
            && (query.FromMs is not { } from || slice.Hour.Next.StartMs > from)
            && (query.ToMs is not { } to || slice.Hour.StartMs < to));
        if (query is { Last: { } last and < int.MaxValue, Where.Count: 0 })
        {
            // Each has at least one of the windows, but for the one that the query's end lies in.
            slices = slices.TakeLast(last + 1);
        }

        return [.. slices.Select(slice => Folders.SliceOf(query.Pipeline, query.View.Name, slice.Hour, slice.Run))];
    }

    private async Task<IReadOnlyList<Row>> ReadAsync(RowPager pager, RowQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = _reading.Enter();
        try
        {
            using var session = new StoreQuery(connection, static _ => { });
            await using (cancellationToken.UnsafeRegister(static session => ((StoreQuery)session!).Interrupt(), session))
            {
                return await Task.Run(() => pager.Read(session), CancellationToken.None);
            }
        }
        catch (DuckDbException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ViewStoreException($"batch rows of {query.Pipeline}/{query.View.Name} cannot be read: {failure.Message}", failure);
        }
        finally
        {
            _reading.Leave(connection);
        }
    }

    private sealed record Known(string Name, BatchCatalogue Catalogue);
}
