using System.Text;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.Lake;
using ActorPipeline.Lake.Views;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Tests.Embedded;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Lake.Views;

/// <summary>A lake in a folder of its own, and batch views computed from it.</summary>
internal sealed class ViewBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ParquetLake _lake;
    private readonly PipelineDefinition _pipeline;
    private readonly Dictionary<int, long> _ends = [];

    public ViewBench(PipelineDefinition pipeline, int maxTextBytes = 1_024)
    {
        _pipeline = pipeline;
        _lake = new ParquetLake(Root, new ParquetLakeOptions { MemoryBytes = 64 << 20, SpillFolder = _folder.Of("spill"), MaxTextBytes = maxTextBytes });
        Views = new ParquetViews(_lake);
    }

    public string Root => _folder.Of("lake");

    public ParquetViews Views { get; }

    public ParquetLake Lake => _lake;

    public void Dispose()
    {
        _lake.Dispose();
        _folder.Dispose();
    }

    /// <summary>Adds a commit for each source partition that events are of; their offsets count on from those before.</summary>
    public async Task AddAsync(IEnumerable<SourceEvent> events)
    {
        foreach (var partition in events.GroupBy(one => one.Partition))
        {
            var from = _ends.GetValueOrDefault(partition.Key);
            var to = _ends[partition.Key] = partition.Max(one => one.Offset) + 1;
            await using var draft = _lake.NewDraft(_pipeline, partition.Key, 1);
            foreach (var one in partition)
            {
                draft.Add(default, Decoded(one), one.Offset);
            }

            var span = new LakeSpan(partition.Key, 1, from, to);
            await _lake.PublishAsync(_pipeline.Name, new LakeCommit(_lake.Id, span, 1, await draft.WriteAsync(span, default)), default);
        }
    }

    /// <summary>Computes all slices.</summary>
    public async Task<BatchCatalogue> ComputeAsync(long run = 1)
    {
        var inputs = await Views.InputsAsync(_pipeline.Name, default);
        var slices = new List<(string View, BatchSlice Slice)>();
        foreach (var task in BatchPlan.Of(_pipeline, inputs.Files, inputs.KeptFrom))
        {
            slices.Add((task.View.Name, await Views.ComputeAsync(_pipeline, task, run, default)));
        }

        return new BatchCatalogue(
            _lake.Id, 0, [.. _pipeline.Views.Select(view => new BatchView(view.Name, view.Name, long.MinValue, [.. slices.Where(one => one.View == view.Name).Select(one => one.Slice)]))], []);
    }

    /// <summary>The rows of all views.</summary>
    public async Task<IReadOnlyList<Row>> RowsAsync(BatchCatalogue catalogue, Func<RowQuery, RowQuery>? with = null)
    {
        var rows = new List<Row>();
        foreach (var view in _pipeline.Views)
        {
            var query = new RowQuery { Pipeline = _pipeline.Name, View = view, Layer = ClosedRows.Batch };
            await foreach (var page in Views.QueryAsync(catalogue, with?.Invoke(query) ?? query, default))
            {
                rows.AddRange(page);
            }
        }

        return rows;
    }

    /// <summary>An event as decoders give it.</summary>
    public static DecodedEvent Decoded(SourceEvent one)
    {
        var decoded = new DecodedEvent(one.Fields.Count) { TimeMs = one.TimeMs };
        for (var field = 0; field < one.Fields.Count; field++)
        {
            if (one.Fields[field] is { } value)
            {
                decoded.SetCopy(field, Encoding.UTF8.GetBytes(value));
            }
        }

        return decoded;
    }
}
