using System.Runtime.CompilerServices;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Reads views for one kind of reader: each page in a slot, which is left before the page is given away. Thread safe.</summary>
internal sealed class ViewReader(IRowStore store, ReadSlots slots)
{
    /// <summary>Reads rows a page at a time, as <see cref="IRowStore.QueryAsync"/> has it.</summary>
    /// <exception cref="ViewsBusyException">Too many read already; before the first page only.</exception>
    public async IAsyncEnumerable<IReadOnlyList<Row>> PagesAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = store.QueryAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var hasBegun = false; await InSlotAsync(hasBegun, pages.MoveNextAsync, cancellationToken); hasBegun = true)
        {
            yield return pages.Current;
        }
    }

    /// <inheritdoc cref="PagesAsync"/>
    public IAsyncEnumerable<Row> RowsAsync(RowQuery query, CancellationToken cancellationToken) =>
        PagesAsync(query, cancellationToken).SelectMany(page => page);

    /// <summary>Reads keys a page at a time, as <see cref="IRowStore.KeysAsync"/> has it.</summary>
    /// <exception cref="ViewsBusyException">Too many read already; before the first page only.</exception>
    public async IAsyncEnumerable<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, int limit, int pageKeys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? last = null;
        while (limit > 0)
        {
            var most = Math.Min(limit, pageKeys);
            var keys = await InSlotAsync(last is not null, () => store.KeysAsync(pipeline, view, prefix, last, most, cancellationToken), cancellationToken);
            if (keys.Count > 0)
            {
                yield return keys;
                last = keys[^1];
            }

            limit = keys.Count < most ? 0 : limit - keys.Count;
        }
    }

    private async ValueTask<T> InSlotAsync<T>(bool hasBegun, Func<ValueTask<T>> read, CancellationToken cancellationToken)
    {
        await slots.EnterAsync(hasBegun, cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            slots.Leave();
        }
    }
}
