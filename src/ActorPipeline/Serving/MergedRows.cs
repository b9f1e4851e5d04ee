using System.Runtime.CompilerServices;
using ActorPipeline.BatchViews;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Serving;

/// <summary>Reads rows of one layer a window: of the batch from where it has all events up to its high-water mark, of the shards before and after.</summary>
/// <remarks>Where a row comes from follows from the start of its window and from the catalogue alone, so that none is missing and none comes twice.</remarks>
internal sealed class MergedRows(IRowStore speed, IBatchViews batch, BatchCatalogue catalogue)
{
    /// <inheritdoc cref="IRowStore.QueryAsync"/>
    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = query.Limit;
        foreach (var part in await LatestAsync(PartsOf(query), query.Last, cancellationToken))
        {
            if (left == 0)
            {
                break;
            }

            await foreach (var page in ReadAsync(part with { Limit = left }, cancellationToken))
            {
                left -= page.Count;
                yield return page;
            }
        }
    }

    private IAsyncEnumerable<IReadOnlyList<Row>> ReadAsync(RowQuery part, CancellationToken cancellationToken) =>
        part.Layer == ClosedRows.Batch ? batch.QueryAsync(catalogue, part, cancellationToken) : speed.QueryAsync(part, cancellationToken);

    // In the order of their windows, without those that can hold none.
    private IEnumerable<RowQuery> PartsOf(RowQuery query)
    {
        var view = catalogue.Views.FirstOrDefault(one => one.Name == query.View.Name);
        var end = catalogue.HighWaterMs == long.MinValue ? long.MinValue : new WindowSlices(query.View.Window).FirstOpenStart(catalogue.HighWaterMs);
        var begin = Math.Min(view?.CompleteFromMs ?? long.MaxValue, end);
        RowQuery[] parts =
        [
            Part(query, ClosedRows.Speed, null, begin),
            Part(query, ClosedRows.Batch, begin, end),
            Part(query, ClosedRows.Speed, end, null),
        ];
        return parts.Where(part => !(part.FromMs >= part.ToMs) && part.ToMs != long.MinValue);
    }

    private static RowQuery Part(RowQuery query, ClosedRows layer, long? from, long? to) => query with
    {
        Layer = layer,
        FromMs = Math.Max(query.FromMs ?? long.MinValue, from ?? long.MinValue) is var first and not long.MinValue ? first : null,
        ToMs = Math.Min(query.ToMs ?? long.MaxValue, to ?? long.MaxValue) is var end and not long.MaxValue ? end : null,
    };

    // The latest windows are counted from the end, a row of each, and so each part knows which of them are its own.
    private async Task<IReadOnlyList<RowQuery>> LatestAsync(IEnumerable<RowQuery> parts, int? last, CancellationToken cancellationToken)
    {
        if (last is not { } left)
        {
            return [.. parts];
        }

        var latest = new List<RowQuery>();
        foreach (var part in parts.Reverse())
        {
            var (count, first, end) = (0, 0L, 0L);
            await foreach (var row in ReadAsync(part with { Last = left, Top = 1, Limit = left }, cancellationToken).SelectMany(page => page))
            {
                (count, first, end) = (count + 1, count == 0 ? row.Window.StartMs : first, row.Window.StartMs + 1);
            }

            if (count > 0)
            {
                latest.Insert(0, part with { Last = null, FromMs = first, ToMs = end });
            }

            left -= count;
            if (left == 0)
            {
                break;
            }
        }

        return latest;
    }
}
