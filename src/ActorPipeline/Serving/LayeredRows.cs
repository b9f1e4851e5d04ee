using System.Runtime.CompilerServices;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Serving;

/// <summary>Closed rows of both layers: those that shards have written, and those that the batch has computed. Safe to use from any thread.</summary>
/// <param name="speed">Where shards write theirs.</param>
/// <param name="snapshots">Where the ledger of jobs says which batch views count.</param>
/// <param name="batch">The batch views; null where this node has none.</param>
public sealed class LayeredRows(IRowStore speed, ISnapshotStore snapshots, IBatchViews? batch) : IRowStore
{
    /// <inheritdoc/>
    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => speed.WriteRowsAsync(rows, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ViewStoreException">Rows of the batch are asked for on a node that has no lake.</exception>
    public IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Layer == ClosedRows.Speed ? speed.QueryAsync(query, cancellationToken) : LayeredAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) =>
        speed.KeysAsync(pipeline, view, prefix, after, limit, cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<Row>> LayeredAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var views = batch ?? throw new ViewStoreException($"this node has no event lake, and so no batch rows of {query.Pipeline}");
        var catalogue = await CatalogueAsync(views, query, cancellationToken);
        var pages = query.Layer == ClosedRows.Batch
            ? views.QueryAsync(catalogue, query, cancellationToken)
            : new MergedRows(speed, views, catalogue).QueryAsync(query, cancellationToken);
        await foreach (var page in pages)
        {
            yield return page;
        }
    }

    private async Task<BatchCatalogue> CatalogueAsync(IBatchViews views, RowQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await CurrentCatalogue.ReadAsync(views, query.Pipeline, token => NameAsync(query.Pipeline, token), cancellationToken);
        }
        catch (EventLakeException failure)
        {
            throw new ViewStoreException(failure.Message, failure);
        }
    }

    private async ValueTask<string?> NameAsync(string pipeline, CancellationToken cancellationToken) =>
        JobLedgerText.Read((await snapshots.ReadPointerAsync(JobLedger.PlaceOf(pipeline), cancellationToken)).Current).Catalogue;
}
