using System.Runtime.InteropServices;
using ActorPipeline.Bench;
using ActorPipeline.Bench.Cluster;
using ActorPipeline.Bench.Cluster.Stores;
using ActorPipeline.Bench.Pipeline;

// A signal would end the process without telling those who end servers and children with it.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);

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

if (args is [StoreChild.Pipeline, .. var pipelineRun])
{
    await StoreChild.RunPipelineAsync(StorePipelineRun.Parse(pipelineRun));
    return;
}

if (args is [StoreChild.Write, .. var writeRun])
{
    await StoreChild.RunWriteAsync(StoreWriteRun.Parse(writeRun));
    return;
}

// On a real broker beside other stream processors: cluster [--records N] [--by client|rr] [--rounds N] [--only NAME,NAME].
if (args is ["cluster", ..])
{
    await ClusterBench.RunAsync(ClusterOptions.Parse(args.AsSpan(1), records: 5_000_000, rounds: 3));
    return;
}

// On a real broker with rows into a real Cassandra, beside a row an EXECUTE: cluster-store, with the arguments of cluster.
if (args is ["cluster-store", ..])
{
    await StoreBench.RunAsync(ClusterOptions.Parse(args.AsSpan(1), records: 1_000_000, rounds: 1));
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

static void Leave(PosixSignalContext signal)
{
    signal.Cancel = true;
    Environment.Exit(128 + (signal.Signal == PosixSignal.SIGINT ? 2 : 15));
}
