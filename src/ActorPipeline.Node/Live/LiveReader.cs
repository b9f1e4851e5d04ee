using System.Globalization;
using System.Text.Json;
using ActorPipeline.Node.Serving;
using ActorPipeline.Views;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>Reads what snapshots and rankings need: closed rows from the view store, counting ones from the pipeline.</summary>
internal sealed class LiveReader(ViewReader reader, LiveOptions options)
{
    // A single window may have arrived from some shards only; over a few of them the ranking is steady.
    private const int RankedWindows = 5;

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

    /// <summary>The keys with the largest first column, summed over the latest windows.</summary>
    /// <remarks>Sums what each window's largest rows hold (ten times as many as asked for): its cost does not grow with the keys. Keys without any value come
    /// last.</remarks>
    public async ValueTask<KeySet> RankAsync(LiveSelection selection, CancellationToken cancellationToken)
    {
        var top = selection.Top ?? throw new InvalidOperationException("only a top selection is ranked");
        var perWindow = Math.Max(100, 10 * top);
        var sums = new Dictionary<string, (IReadOnlyList<string> Key, double? Sum)>(StringComparer.Ordinal);
        var query = Query(selection) with { Last = RankedWindows, Top = perWindow, Limit = RankedWindows * perWindow };
        await foreach (var row in reader.RowsAsync(query, cancellationToken))
        {
            Sum(sums, row);
        }

        if (selection.Open)
        {
            foreach (var row in await selection.Runtime.OpenRowsAsync(query, cancellationToken))
            {
                Sum(sums, row);
            }
        }

        return new KeySet([.. sums.OrderByDescending(pair => pair.Value.Sum).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(top).Select(pair => pair.Value.Key)]);
    }

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
                rows.Add(writer => RowJson.Write(writer, row));
                Guard(rows.Count);
            }
        }

        foreach (var row in await OpenRowsAsync(selection, keys, cancellationToken))
        {
            rows.Add(writer => RowJson.Write(writer, row));
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

    private static void Sum(Dictionary<string, (IReadOnlyList<string> Key, double? Sum)> sums, Row row)
    {
        IReadOnlyList<string> key = [.. row.Key.Select(part => part.Value)];
        var name = JsonSerializer.Serialize(key);
        var before = sums.GetValueOrDefault(name).Sum;
        sums[name] = (key, Weight(row) is { } weight ? (before ?? 0) + weight : before);
    }

    private static double? Weight(Row row) => row.Columns[0].Value switch
    {
        null => null,
        string => 1,
        var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
    };

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
