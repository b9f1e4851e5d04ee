using System.Globalization;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>The tables that the benchmark on Cassandra ends with: medians of all rounds.</summary>
internal sealed class StoreReport
{
    public const string InMemory = "pipeline, rows forgotten";
    public const string InCassandra = "pipeline, rows into Cassandra";
    public const string Batched = "rows alone, the store";
    public const string Executes = "rows alone, an EXECUTE each";
    public const string Maps = "breakdown alone, maps";
    public const string RowPerPage = "breakdown alone, a row per page";

    private readonly List<StoreResult> _results = [];

    public void Add(StoreResult result) => _results.Add(result);

    public void Print(TextWriter output)
    {
        PrintPipelines(output);
        PrintWrites(output);
        PrintBreakdown(output);
    }

    private void PrintPipelines(TextWriter output)
    {
        output.WriteLine("| pipeline | events per CPU-second | wall s | rows/s | wall time with rows under way | with checkpoints | server's CPU-s | rows |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var name in new[] { InMemory, InCassandra })
        {
            if (Median(name, "cpu_from_first_s") is { } run)
            {
                var wall = run.Number("wall_from_first_s");
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {run.Run.Rate:0} | {wall:0.0} | {run.Number("rows") / wall:0} | {run.Number("writing_s") / wall:P0} | {run.Number("checkpoints_s") / wall:P0} | {run.ServerCpuSeconds:0.0} | {run.Run.Check} |"));
            }
        }

        if (Median(InMemory, "cpu_from_first_s") is { } without && Median(InCassandra, "cpu_from_first_s") is { } with)
        {
            output.WriteLine($"\nThe store's share: {Share(without, with, "cpu_from_first_s"):P0} of the process's CPU time, {Share(without, with, "wall_from_first_s"):P0} of the wall time.\n");
        }
    }

    private void PrintWrites(TextWriter output)
    {
        output.WriteLine("| rows alone | rows | rows/s | rows per CPU-second | Cassandra rows | MB sent | MB on disk | server's CPU-s | read back |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var name in new[] { Batched, Executes, Maps, RowPerPage })
        {
            if (Median(name, "wall_s") is { } run)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {run.Number("rows"):N0} | {run.Number("rows") / run.Number("wall_s"):N0} | {run.Number("rows") / run.Number("cpu_s"):N0} | {run.Number("table_rows"):N0} | {run.Number("sent_mb"):0} | {run.DiskBytes / 1e6:0} | {run.ServerCpuSeconds:0.0} | {run.Run.Check} |"));
            }
        }

        if (Median(Batched, "wall_s") is { } store && Median(Executes, "wall_s") is { } executes)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\nThe store against an EXECUTE each: {Ratio(executes, store, "wall_s"):0.0} times the rows a second, {Ratio(executes, store, "cpu_s"):0.0} times the rows per CPU-second of the client, {executes.ServerCpuSeconds / store.ServerCpuSeconds:0.0} times fewer CPU-seconds of the server.\n"));
        }
    }

    private void PrintBreakdown(TextWriter output)
    {
        if (Median(Maps, "wall_s") is { } maps && Median(RowPerPage, "wall_s") is { } rows)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"A row per page instead of maps: {Ratio(rows, maps, "table_rows"):0.0} times the Cassandra rows, {Ratio(rows, maps, "sent_mb"):0.0} times the bytes sent, {rows.DiskBytes / (double)maps.DiskBytes:0.0} times the bytes on disk, {Ratio(rows, maps, "wall_s"):0.0} times the wall time."));
        }
    }

    private static double Ratio(StoreResult over, StoreResult under, string value) => over.Number(value) / under.Number(value);

    private static double Share(StoreResult without, StoreResult with, string value) => 1 - Ratio(without, with, value);

    private StoreResult? Median(string name, string value)
    {
        var runs = _results.Where(result => result.Name == name).OrderBy(result => result.Number(value)).ToList();
        return runs.Count > 0 ? runs[runs.Count / 2] : null;
    }
}
