using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Storage;

/// <summary>Keeps closed rows: the seam that DuckDB and Cassandra implement.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="ViewStoreException"/>.</remarks>
public interface IRowStore
{
    /// <summary>Makes closed rows durable. A row replaces one of its key, breakdown and window of a lower or equal revision, never of a higher one.</summary>
    /// <param name="rows">The rows. Their memory is used again as soon as the task has completed: they must not be looked at after that.</param>
    /// <param name="cancellationToken">Ends the wait; the rows may then be looked at longer.</param>
    ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken);

    /// <summary>Reads rows by window start, key, breakdown; with <see cref="RowQuery.Top"/> by window start, then the order column, largest first.</summary>
    /// <remarks>Between two pages a query holds what it has read and nothing else, no connection and no transaction: its reader may take as long as it
    /// likes. A page shows rows as they stand when it is read. All rows together are in order, each comes once, and none is missing that was there when
    /// the first page was read. What is written after that may be there or not.</remarks>
    /// <returns>Pages, none of them empty, of about <see cref="RowQuery.PageRows"/> rows: fewer, or as many as a window has where a store sorts
    /// whole ones.</returns>
    IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, CancellationToken cancellationToken);

    /// <summary>Keys of a view of which a part begins with a text, in order.</summary>
    /// <param name="prefix">What some part of the key must begin with; empty for all.</param>
    /// <param name="after">Only keys that come after this one; null for all.</param>
    /// <returns>Per key its parts, in the order of <see cref="ViewDefinition.KeyNames"/>.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken);
}
