using System.Globalization;
using System.Runtime.CompilerServices;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Lake;

/// <summary>Batch views in memory, computed by the reference from a lake in memory. What was written survives the crash of any client.</summary>
/// <param name="lake">The lake, with its latencies and faults.</param>
public sealed class InMemoryViews(InMemoryLake lake)
{
    private readonly Dictionary<(string View, LakeHour Hour, long Run), Slice> _slices = [];
    private readonly Dictionary<string, BatchCatalogue> _catalogues = [];

    private InMemoryLake Files => lake;

    /// <summary>The views as one client sees them.</summary>
    public IBatchViews For(Client client) => new ClientViews(this, client);

    /// <summary>Who computes now.</summary>
    public OpenCount Begun { get; } = new();

    /// <summary>A slice that cannot be computed.</summary>
    public LakeHour? Broken { get; set; }

    /// <summary>Called when a slice was computed.</summary>
    public Action? Computed { get; set; }

    /// <summary>Called when files were deleted.</summary>
    public Action? Deleted { get; set; }

    /// <summary>A catalogue.</summary>
    public BatchCatalogue CatalogueOf(string name) => _catalogues[name];

    /// <summary>Whether all that a catalogue names is there.</summary>
    public bool IsWhole(string name) => _catalogues.TryGetValue(name, out var catalogue) && FilesOf(catalogue).All(_slices.ContainsKey);

    /// <summary>The rows of a catalogue that is whole.</summary>
    public IReadOnlyList<ReferenceRow> RowsOf(string name) => [.. FilesOf(_catalogues[name]).SelectMany(file => _slices[file].Rows)];

    /// <summary>Whether an event was looked at for the windows of a view that begin in an hour.</summary>
    public bool Counts(BatchCatalogue catalogue, string view, LakeHour hour, (int Partition, long Offset) one)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return catalogue.SlicesOf(view).FirstOrDefault(slice => slice.Hour == hour) is { } slice && _slices[(view, hour, slice.Run)].Events.Contains(one);
    }

    private static IEnumerable<(string View, LakeHour Hour, long Run)> FilesOf(BatchCatalogue catalogue) =>
        catalogue.Views.SelectMany(view => view.Slices.Select(slice => (view.Name, slice.Hour, slice.Run)));

    private IReadOnlyList<Row> Select(BatchCatalogue catalogue, RowQuery query)
    {
        var files = catalogue.SlicesOf(query.View.Name).Select(slice => (query.View.Name, slice.Hour, slice.Run));
        return StoredRows.Select(files.SelectMany(file => _slices[file].Rows).Select(row => row.AsRow(query.Pipeline, query.View, RowLayer.Batch)), query);
    }

    private Slice Compute(PipelineDefinition pipeline, BatchTask task)
    {
        if (task.Slice == Broken)
        {
            throw new EventLakeException($"{task.Slice} is broken");
        }

        Computed?.Invoke();
        var events = task.Files
            .SelectMany(file => lake.EventsOf(pipeline.Name, file))
            .Select(one => new SourceEvent(one.Partition, one.Offset, one.TimeMs, one.Fields))
            .ToList();
        var starts = task.Windows().Select(window => window.StartMs).ToHashSet();
        var reference = new NaivePipeline(pipeline, RandomPipeline.Takes(pipeline));
        var rows = reference.AllRows(pipeline.Views.ToList().IndexOf(task.View), events).Where(row => starts.Contains(row.StartMs));
        return new Slice([.. rows], events.Select(one => (one.Partition, one.Offset)).ToHashSet());
    }

    private void DropUnused(string? name, BatchCatalogue catalogue, long run)
    {
        var used = FilesOf(catalogue).Concat(catalogue.Replaced.Select(file => (file.View, file.Hour, file.Run))).ToHashSet();
        foreach (var slice in _slices.Keys.Where(slice => !used.Contains(slice) && slice.Run < run).ToList())
        {
            _slices.Remove(slice);
        }

        foreach (var other in _catalogues.Keys.Where(other => other != name && long.Parse(other, CultureInfo.InvariantCulture) < run).ToList())
        {
            _catalogues.Remove(other);
        }

        Deleted?.Invoke();
    }

    private sealed record Slice(IReadOnlyList<ReferenceRow> Rows, HashSet<(int Partition, long Offset)> Events);

    private sealed class ClientViews(InMemoryViews views, Client client) : IBatchViews
    {
        public string Lake => "memory";

        private InMemoryLake Files => views.Files;

        public async ValueTask<BatchInputs> InputsAsync(string pipeline, CancellationToken cancellationToken)
        {
            var inputs = new BatchInputs([], default);
            await Files.ChangeViewsAsync("listing of the lake", client, () => inputs = Files.InputsOf(pipeline), cancellationToken);
            return inputs;
        }

        public IDisposable BeginComputing() => views.Begun.Opened();

        public async ValueTask<BatchSlice> ComputeAsync(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(task);
            var slice = new BatchSlice(task.Slice, task.Input, run, 0, 0);
            await Files.ChangeViewsAsync(
                $"slice {task.Slice} of {task.View.Name} by run {run}",
                client,
                () =>
                {
                    var computed = views.Compute(pipeline, task);
                    slice = slice with { Rows = computed.Rows.Count, Bytes = computed.Rows.Count };
                    views._slices[(task.View.Name, task.Slice, run)] = computed;
                },
                cancellationToken);
            return slice;
        }

        public async ValueTask<string> WriteAsync(string pipeline, BatchCatalogue catalogue, long run, CancellationToken cancellationToken)
        {
            var name = run.ToString(CultureInfo.InvariantCulture);
            var text = BatchCatalogueText.Write(catalogue);
            await Files.ChangeViewsAsync($"catalogue {name}", client, () => views._catalogues[name] = BatchCatalogueText.Read(text), cancellationToken);
            return name;
        }

        public async ValueTask<BatchCatalogue> ReadAsync(string pipeline, string name, CancellationToken cancellationToken)
        {
            BatchCatalogue? catalogue = null;
            await Files.ChangeViewsAsync($"reading of catalogue {name}", client, () => catalogue = views._catalogues.GetValueOrDefault(name), cancellationToken);
            return catalogue ?? throw new EventLakeException($"catalogue {name} is gone", new FileNotFoundException());
        }

        public async ValueTask DropUnusedAsync(string pipeline, string? name, BatchCatalogue catalogue, long run, CancellationToken cancellationToken) =>
            await Files.ChangeViewsAsync($"clearing before run {run}", client, () => views.DropUnused(name, catalogue, run), cancellationToken);

        public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(
            BatchCatalogue catalogue, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            IReadOnlyList<Row> rows = [];
            await Files.ChangeViewsAsync($"rows of {query.View.Name}", client, () => rows = views.Select(catalogue, query), cancellationToken);
            foreach (var page in rows.Chunk(query.PageRows))
            {
                yield return page;
            }
        }
    }
}
