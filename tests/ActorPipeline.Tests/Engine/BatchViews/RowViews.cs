using System.Runtime.CompilerServices;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Engine.BatchViews;

/// <summary>Batch views of a catalogue that is told, with a row a window.</summary>
internal sealed class RowViews : IBatchViews
{
    public BatchCatalogue Catalogue { get; set; } = BatchCatalogue.Empty;

    public IReadOnlyList<(long StartMs, long Visits)> Rows { get; set; } = [];

    /// <summary>Called before rows are read.</summary>
    public Func<Task>? Read { get; set; }

    public string Lake => "memory";

    public ValueTask<BatchCatalogue> ReadAsync(string pipeline, string name, CancellationToken cancellationToken) => ValueTask.FromResult(Catalogue);

    public ValueTask<string> WriteAsync(string pipeline, BatchCatalogue catalogue, long run, CancellationToken cancellationToken)
    {
        Catalogue = catalogue;
        return ValueTask.FromResult($"{run}");
    }

    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(
        BatchCatalogue catalogue, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await (Read?.Invoke() ?? Task.CompletedTask);
        var rows = Rows.Select(row => new Row(
            query.Pipeline,
            query.View.Name,
            [KeyValuePair.Create("page", "/a")],
            [],
            new RowWindow(row.StartMs, row.StartMs + 10_000, row.StartMs),
            [KeyValuePair.Create("visits", (object?)row.Visits)],
            RowLayer.Batch,
            true,
            0));
        yield return StoredRows.Select(rows, query);
    }

    public IDisposable BeginComputing() => throw new NotSupportedException();

    public ValueTask<BatchInputs> InputsAsync(string pipeline, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<BatchSlice> ComputeAsync(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DropUnusedAsync(string pipeline, string? name, BatchCatalogue catalogue, long run, CancellationToken cancellationToken) => throw new NotSupportedException();
}
