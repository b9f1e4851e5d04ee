using ActorPipeline.Integration.Ingestion;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What a view's rows have too little and too much.</summary>
/// <param name="Rows">How many rows were compared: those that must be there.</param>
/// <param name="Lost">Events of the truth that no row holds.</param>
/// <param name="Doubled">Events that rows hold beyond the truth.</param>
/// <param name="Wrong">Rows that are not those of the truth in any respect: number, distinct visitors, first event, missing, too many.</param>
/// <param name="Example">The first of them, or null when all is well.</param>
internal sealed record RowDifference(int Rows, long Lost, long Doubled, int Wrong, string? Example)
{
    /// <summary>Whether the rows are the truth.</summary>
    public bool IsNone => Wrong == 0;

    /// <summary>Compares.</summary>
    public static RowDifference Between(IReadOnlyList<CountedRow> truth, IReadOnlyList<CountedRow> rows)
    {
        var left = truth.ToDictionary(Identity);
        var (lost, doubled, wrong, example) = (0L, 0L, 0, (string?)null);
        foreach (var row in rows)
        {
            if (left.Remove(Identity(row), out var expected) && row == expected)
            {
                continue;
            }

            var excess = row.Visits - (expected?.Visits ?? 0);
            (lost, doubled) = (lost + Math.Max(0, -excess), doubled + Math.Max(0, excess));
            wrong++;
            example ??= $"{row} instead of {expected?.ToString() ?? "none"}";
        }

        lost += left.Values.Sum(row => row.Visits);
        example ??= left.Count > 0 ? $"no row instead of {left.Values.First()}" : null;
        return new RowDifference(truth.Count, lost, doubled, wrong + left.Count, example);
    }

    /// <summary>Both together.</summary>
    public RowDifference And(RowDifference other) =>
        new(Rows + other.Rows, Lost + other.Lost, Doubled + other.Doubled, Wrong + other.Wrong, Example ?? other.Example);

    private static (long Window, string Key, string By) Identity(CountedRow row) => (row.Window, row.Key, row.By);
}
