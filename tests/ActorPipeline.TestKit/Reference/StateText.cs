using System.Globalization;
using System.Text;
using ActorPipeline.Shards;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Reference;

/// <summary>A shard's state as text: two states are equal when their texts are.</summary>
internal static class StateText
{
    /// <summary>Describes a state. Every segment must be in memory.</summary>
    public static string Of(ShardState state)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"offset {state.NextOffset} watermark {state.WatermarkMs}");
        foreach (var partition in state.Partitions)
        {
            text.AppendLine(partition.ToString());
        }

        var counters = state.Counters;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{counters.Accepted} {counters.Applied} {counters.Late} {counters.DeadLetter} {counters.Duplicate} {counters.Filtered} {counters.Overflow} {counters.Rows}");
        foreach (var view in state.Views)
        {
            Append(text, view);
        }

        return text.ToString();
    }

    /// <summary>Rows as text, in the order they were emitted but for rows of one emission of a window.</summary>
    public static string Of(IEnumerable<RowBatch> rows)
    {
        var text = new StringBuilder();
        foreach (var emission in rows.GroupBy(batch => (batch.View.Name, batch.Window.StartMs, batch.Revision)))
        {
            text.AppendJoin('\n', emission.SelectMany(Lines).Order(StringComparer.Ordinal)).AppendLine();
        }

        return text.ToString();
    }

    /// <summary>The first line in which two texts differ.</summary>
    public static string FirstDifference(string left, string right)
    {
        var (first, second) = left.Split('\n').Zip(right.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"'{first}' against '{second}'";
    }

    private static IEnumerable<string> Lines(RowBatch batch) => Enumerable.Range(0, batch.Count).Select(row => RowComparison.Show(batch.RowAt(row)));

    private static void Append(StringBuilder text, ViewState view)
    {
        foreach (var (start, window) in view.Windows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{view.View.Name} {start} to {window.EndMs} first {window.FirstMs} emissions {window.Emissions}");
        }

        if (view.View.Window.Zone is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{view.View.Name} forgot {view.ForgottenMs}");
        }

        text.AppendJoin(' ', view.Panes.Select(pane => pane.Key)).AppendLine();

        var rows = new List<RowBatch>();
        view.EmitOpen(long.MinValue, rows);
        text.Append(Of(rows));
    }
}
