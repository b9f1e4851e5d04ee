using System.Globalization;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>Compares what a store holds with the oracle, row by row.</summary>
/// <param name="Exact">Rows that are in both.</param>
/// <param name="Missing">Rows that only the oracle has.</param>
/// <param name="Wrong">Rows that only the store has.</param>
internal sealed record OracleCheck(long Exact, long Missing, long Wrong)
{
    // The loader ends every partition with an event that pushes time past all windows; the oracle leaves it out.
    private const string Closing = "closing";

    /// <summary>Reads all rows of a pipeline back.</summary>
    public static async Task<OracleCheck> RunAsync(IRowStore store, PipelineDefinition pipeline, string folder)
    {
        var total = new OracleCheck(0, 0, 0);
        foreach (var view in pipeline.Views)
        {
            var one = await RunAsync(store, pipeline.Name, view, OracleFile.Of(folder, view));
            total = new OracleCheck(total.Exact + one.Exact, total.Missing + one.Missing, total.Wrong + one.Wrong);
        }

        return total;
    }

    public override string ToString() => Missing + Wrong == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Exact:N0}, all exact")
        : string.Create(CultureInfo.InvariantCulture, $"{Exact:N0} exact, {Missing:N0} MISSING, {Wrong:N0} WRONG");

    private static async Task<OracleCheck> RunAsync(IRowStore store, string pipeline, ViewDefinition view, OracleFile file)
    {
        using var windows = file.Windows().GetEnumerator();
        var (exact, missing, wrong) = (0L, 0L, 0L);
        var (current, expected) = (long.MinValue, new HashSet<string>());
        await foreach (var row in store.QueryAsync(new RowQuery { Pipeline = pipeline, View = view }, CancellationToken.None).SelectMany(page => page))
        {
            if (row.Key[0].Value == Closing)
            {
                continue;
            }

            while (current < row.Window.StartMs && windows.MoveNext())
            {
                missing += expected.Count;
                (current, expected) = (windows.Current.StartMs, [.. windows.Current.Lines.Select(line => line[(line.IndexOf('\t') + 1)..])]);
            }

            if (current == row.Window.StartMs && row.Exact && row.Revision == 0 && expected.Remove(Line(row, file)))
            {
                exact++;
            }
            else
            {
                wrong++;
            }
        }

        missing += expected.Count;
        while (windows.MoveNext())
        {
            missing += windows.Current.Lines.Count;
        }

        return new OracleCheck(exact, missing, wrong);
    }

    private static string Line(Row row, OracleFile file)
    {
        var values = row.Key.Concat(row.By).ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var (name, value) in row.Columns)
        {
            values[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        return string.Join('\t', file.Names.Select(name => values[name]));
    }
}
