using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Hosting;

using var signals = new StopSignals();
return (int)await new NodeHost(new NodeEngineFactory(), TimeProvider.System, Console.Out, Console.Error).RunAsync(args, signals.Stop);
