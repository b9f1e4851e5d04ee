using System.Globalization;
using System.Runtime.CompilerServices;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Node.Live;

/// <summary>A row store in memory, written by tests.</summary>
internal sealed class MemoryRowStore : IRowStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string View, string Identity), Row> _rows = [];

    public Exception? Failure { get; set; }

    /// <summary>Called when rows have been read and before the reader gets them.</summary>
    public Action? AfterRead { get; set; }

    public void Write(RowBatch batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var row = batch.RowAt(i);
                var identity = (row.View, $"{row.Window.StartMs:D20}|{Join(row.Key)}|{Join(row.By)}");
                if (!_rows.TryGetValue(identity, out var known) || row.Revision >= known.Revision)
                {
                    _rows[identity] = row;
                }
            }
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Failure is { } failure)
        {
            throw failure;
        }

        var rows = Select(query);
        AfterRead?.Invoke();
        foreach (var page in rows.Chunk(query.PageRows))
        {
            yield return page;
        }
    }

    public static List<Row> Select(IEnumerable<Row> rows, RowQuery query)
    {
        var matching = rows.Where(row => query.Where.All(wanted => row.Key.Concat(row.By).Contains(wanted))).ToList();
        var windows = matching.Select(row => row.Window.StartMs).Distinct().OrderDescending().Take(query.Last ?? int.MaxValue).ToHashSet();
        var ordered = matching.Where(row => windows.Contains(row.Window.StartMs)).GroupBy(row => row.Window.StartMs).OrderBy(group => group.Key)
            .SelectMany(group => query.Top is { } top ? group.OrderByDescending(First).Take(top) : group);
        return [.. ordered.Take(query.Limit)];
    }

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    private List<Row> Select(RowQuery query)
    {
        lock (_gate)
        {
            var rows = _rows.Where(pair => pair.Key.View == query.View.Name).OrderBy(pair => pair.Key.Identity, StringComparer.Ordinal);
            return Select(rows.Select(pair => pair.Value), query);
        }
    }

    private static double First(Row row) => Convert.ToDouble(row.Columns[0].Value, CultureInfo.InvariantCulture);

    private static string Join(IEnumerable<KeyValuePair<string, string>> parts) => string.Join('|', parts.Select(part => part.Value));
}
