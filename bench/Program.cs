using ActorPipeline.Bench;
using ActorPipeline.Bench.Pipeline;

if (args is ["--load-and-wait", var folder])
{
    await EntityBench.LoadAndWaitAsync(folder);
    return;
}

// Arguments pick measures whose name contains one of them; without any, all run. --events N sizes the whole-pipeline run (5 M by default).
var options = BenchOptions.Parse(args);
var table = new BenchTable(Console.Out);
foreach (var (name, run) in Measures.All(options))
{
    if (options.Wants(name))
    {
        await foreach (var row in run())
        {
            table.Add(row);
        }
    }
}
