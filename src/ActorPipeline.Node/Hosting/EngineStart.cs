using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Operators;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Hosting;

/// <summary>Starts an engine whose servers may not be there yet: says so, on the probes and in the log, and tries until they are.</summary>
internal sealed partial class EngineStart(INodeEngineFactory factory, TimeProvider clock)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Starts the engine of a cluster's node.</summary>
    /// <returns>The engine, and the node's options with the port that probes have found it on meanwhile.</returns>
    public async Task<(INodeEngine Engine, NodeOptions Options)> RunAsync(NodeStart start, CancellationToken stop)
    {
        var management = start.Options.Management;
        await using var waiting = await WaitingListener.StartAsync(management, clock, start.Loggers, stop);
        management = management with { Listener = management.Listener with { Port = waiting.Address.Port } };
        var options = start.Options with { Management = management };
        return (await TryAsync(start with { Options = options, Starting = waiting.Say }, waiting, stop), options);
    }

    private async Task<INodeEngine> TryAsync(NodeStart start, WaitingListener waiting, CancellationToken stop)
    {
        var log = start.Loggers.CreateLogger<EngineStart>();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await factory.StartAsync(start, stop);
            }
            catch (ServersMissingException missing)
            {
                waiting.Say(missing.Message);
                Waits(log, waiting.Address, missing.Message);
            }

            await Task.Delay(pause, clock, stop);
        }
    }

    [LoggerMessage(60, LogLevel.Warning, "waiting for servers, {Probes}ready says when they are there: {Reason}")]
    private static partial void Waits(ILogger log, Uri probes, string reason);
}
