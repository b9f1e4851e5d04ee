using ActorPipeline.Bench;
using ActorPipeline.Bench.Cluster;
using ActorPipeline.Bench.Pipeline;

if (args is ["--load-and-wait", var folder])
{
    await EntityBench.LoadAndWaitAsync(folder);
    return;
}

if (args is [ClusterChild.Consume, var broker, var consumed, var mode])
{
    await ClusterChild.ConsumeAsync(broker, consumed, mode == "decode");
    return;
}

if (args is [ClusterChild.Pipeline, var address, var topic, var prefix, var data])
{
    await ClusterChild.RunPipelineAsync(address, topic, prefix, data);
    return;
}

// On a real broker beside other stream processors: cluster [--records N] [--by client|rr] [--rounds N] [--only NAME,NAME].
if (args is ["cluster", ..])
{
    await ClusterBench.RunAsync(ClusterOptions.Parse(args.AsSpan(1)));
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
