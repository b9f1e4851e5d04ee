using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Reference;

/// <summary>Finds the first row in which a store and the reference differ.</summary>
public static class RowComparison
{
    /// <summary>Compares.</summary>
    /// <param name="expected">The reference's rows.</param>
    /// <param name="actual">The rows stored, in any order.</param>
    /// <returns>The first difference in one line, or null when there is none.</returns>
    public static string? FirstDifference(IEnumerable<ReferenceRow> expected, IEnumerable<Row> actual)
    {
        var left = new SortedDictionary<string, ReferenceRow>(expected.ToDictionary(IdOf), StringComparer.Ordinal);
        var right = new SortedDictionary<string, Row>(actual.ToDictionary(IdOf), StringComparer.Ordinal);
        foreach (var (id, row) in left)
        {
            if (!right.TryGetValue(id, out var found))
            {
                return $"missing: {row}";
            }

            if (!IsSame(row, found))
            {
                return $"expected {row}, found {Show(found)}";
            }
        }

        return right.Where(row => !left.ContainsKey(row.Key)).Select(row => $"not expected: {Show(row.Value)}").FirstOrDefault();
    }

    /// <summary>A row as one line.</summary>
    public static string Show(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var shown = new ReferenceRow(
            row.View,
            [.. row.Key.Select(part => part.Value)],
            [.. row.By.Select(part => part.Value)],
            row.Window.StartMs,
            row.Window.EndMs,
            row.Window.FirstEventMs,
            [.. row.Columns.Select(column => column.Value)],
            row.Exact);
        return $"{shown} revision {row.Revision}";
    }

    private static string IdOf(ReferenceRow row) => $"{row.View} {row.StartMs:D16} {RowId.Text(row.Key)} / {RowId.Text(row.By)}";

    private static string IdOf(Row row) => $"{row.View} {row.Window.StartMs:D16} {RowId.Text(row.Key)} / {RowId.Text(row.By)}";

    private static bool IsSame(ReferenceRow expected, Row actual) =>
        expected.EndMs == actual.Window.EndMs
        && expected.FirstEventMs == actual.Window.FirstEventMs
        && expected.IsExact == actual.Exact
        && expected.Columns.Count == actual.Columns.Count
        && expected.Columns.Zip(actual.Columns).All(pair => IsSame(pair.First, pair.Second.Value, expected.IsExact));

    // Means differ in how they round; estimates in what they estimate: for counts this small a few registers at the most.
    private static bool IsSame(object? expected, object? actual, bool isExact) => (expected, actual) switch
    {
        (double left, double right) => Math.Abs(left - right) <= 1e-9 * Math.Max(1, Math.Abs(left)),
        (long left, long right) when !isExact => Math.Abs(left - right) <= 2 + (left / 50),
        _ => Equals(expected, actual),
    };
}
