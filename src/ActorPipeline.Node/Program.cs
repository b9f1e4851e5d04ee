using ActorPipeline.Lake.Sql;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Hosting;

// A process that a node has started for one statement.
if (args is [SqlWorker.Argument])
{
    return SqlWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
}

using var signals = new StopSignals();
return (int)await new NodeHost(new NodeEngineFactory(), TimeProvider.System, Console.Out, Console.Error).RunAsync(args, signals.Stop);
