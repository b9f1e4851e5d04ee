using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What a view holds, as simply as can be: every row in memory, the highest revision wins. Queries go over all of it.</summary>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="view">The view.</param>
public sealed class ViewModel(string pipeline, ViewDefinition view)
{
    private readonly Dictionary<string, Row> _rows = [];

    /// <summary>Takes the rows of a batch.</summary>
    public void Write(RowBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            var row = batch.RowAt(i);
            var identity = $"{row.Window.StartMs}|{Join(row.Key)}|{Join(row.By)}";
            if (!_rows.TryGetValue(identity, out var there) || there.Revision <= row.Revision)
            {
                _rows[identity] = row;
            }
        }
    }

    /// <summary>The rows a query asks for.</summary>
    public IReadOnlyList<Row> Find(RowQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var matching = _rows.Values.Where(row => Matches(row, query)).ToList();
        if (query.Last is { } last)
        {
            var recent = matching.Select(row => row.Window.StartMs).Distinct().OrderDescending().Take(last).ToHashSet();
            matching.RemoveAll(row => !recent.Contains(row.Window.StartMs));
        }

        var ordered = matching.OrderBy(row => row.Window.StartMs);
        var column = query.Order is null ? 0 : view.Columns.TakeWhile(c => c.Name != query.Order).Count();
        var sorted = (query.Top is null ? ordered : ordered.ThenByDescending(row => row.Columns[column].Value, ValueOrder.Instance))
            .ThenBy(row => Join(row.Key), StringComparer.Ordinal)
            .ThenBy(row => Join(row.By), StringComparer.Ordinal);
        return query.Top is { } top
            ? [.. sorted.GroupBy(row => row.Window.StartMs).SelectMany(window => window.Take(top)).Take(query.Limit)]
            : [.. sorted.Take(query.Limit)];
    }

    /// <summary>A query for everything in the view.</summary>
    public RowQuery All => new() { Pipeline = pipeline, View = view };

    /// <summary>A row as one text, for comparing and reading.</summary>
    public static string Describe(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var text = new StringBuilder($"{row.Pipeline}/{row.View} {row.Window} r{row.Revision} {row.Layer}{(row.Exact ? "" : " about")} ");
        text.AppendJoin(' ', row.Key.Concat(row.By).Select(pair => $"{pair.Key}={pair.Value}"));
        return text.Append(" -> ").AppendJoin(' ', row.Columns.Select(pair => $"{pair.Key}={pair.Value}:{pair.Value?.GetType().Name ?? "none"}")).ToString();
    }

    private static bool Matches(Row row, RowQuery query) =>
        row.Window.StartMs >= (query.FromMs ?? long.MinValue) && row.Window.StartMs < (query.ToMs ?? long.MaxValue)
        && query.Where.All(where => row.Key.Concat(row.By).Contains(where));

    private static string Join(IEnumerable<KeyValuePair<string, string>> parts) => string.Join('\u0001', parts.Select(part => part.Value));

    // None is less than any value, and so comes last where the largest come first.
    private sealed class ValueOrder : IComparer<object?>
    {
        internal static ValueOrder Instance { get; } = new();

        public int Compare(object? x, object? y) => x is string text ? string.CompareOrdinal(text, (string?)y) : Comparer<object>.Default.Compare(x, y);
    }
}
