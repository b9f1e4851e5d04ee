using System.Text.Json;
using ActorPipeline.Node.Serving;
using ActorPipeline.Views;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>Reads what snapshots need: closed rows from the view store, counting ones from the pipeline.</summary>
internal sealed class LiveReader(ViewReader reader, LiveOptions options)
{
    /// <summary>The end of the newest closed window of a view in unix milliseconds, or null before the first one.</summary>
    public async ValueTask<long?> NewestEndAsync(LiveSelection selection, CancellationToken cancellationToken)
    {
        var query = Query(selection) with { Last = 1, Top = 1, Limit = 1 };
        await foreach (var row in reader.RowsAsync(query, cancellationToken))
        {
            return row.Window.EndMs;
        }

        return null;
    }

    /// <summary>Reads closed rows.</summary>
    /// <exception cref="Storage.ViewStoreException">The store cannot be read.</exception>
    public IAsyncEnumerable<Row> RowsAsync(RowQuery query, CancellationToken cancellationToken) => reader.RowsAsync(query, cancellationToken);

    /// <summary>Reads the last windows of each key, counting windows included where the selection wants them.</summary>
    /// <returns>Rows that replace all rows sent before.</returns>
    /// <exception cref="HubException">There are more rows than a snapshot may hold.</exception>
    public async ValueTask<LiveRows> SnapshotAsync(LiveSelection selection, KeySet keys, CancellationToken cancellationToken)
    {
        var rows = new LiveRowsBuilder();
        foreach (var key in keys.Keys)
        {
            var query = Query(selection, key) with { Last = selection.Last, Limit = options.MaxRows - rows.Count + 1 };
            await foreach (var row in reader.RowsAsync(query, cancellationToken))
            {
                rows.Add(row);
                Guard(rows.Count);
            }
        }

        foreach (var row in await OpenRowsAsync(selection, keys, cancellationToken))
        {
            rows.Add(row);
            Guard(rows.Count);
        }

        return new LiveRows(rows.ToMemory(), await NewestEndAsync(selection, cancellationToken)) { ResetKeys = KeysJson(selection, keys) };
    }

    /// <summary>Rows of windows that still count; none unless the selection wants them.</summary>
    public async ValueTask<IReadOnlyList<Row>> OpenRowsAsync(LiveSelection selection, KeySet keys, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var key in selection.Open ? keys.Keys : [])
        {
            var query = Query(selection, key) with { Limit = options.MaxRows - rows.Count + 1 };
            rows.AddRange(await selection.Runtime.OpenRowsAsync(query, cancellationToken));
            Guard(rows.Count);
        }

        return rows;
    }

    private static RowQuery Query(LiveSelection selection) => new() { Pipeline = selection.Pipeline, View = selection.View };

    private static RowQuery Query(LiveSelection selection, IReadOnlyList<string> key) => Query(selection) with { Where = Where(selection, key) };

    private static KeyValuePair<string, string>[] Where(LiveSelection selection, IReadOnlyList<string> key) =>
        [.. selection.View.KeyNames.Zip(key, KeyValuePair.Create)];

    private static byte[] KeysJson(LiveSelection selection, KeySet keys) =>
        JsonSerializer.SerializeToUtf8Bytes(keys.Keys.Select(key => Where(selection, key).ToDictionary(StringComparer.Ordinal)));

    private void Guard(int rows)
    {
        if (rows > options.MaxRows)
        {
            throw new HubException($"more than {options.MaxRows} rows: choose fewer keys or a smaller last");
        }
    }
}
