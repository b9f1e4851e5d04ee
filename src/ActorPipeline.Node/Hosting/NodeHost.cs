using ActorPipeline.Actors;
using ActorPipeline.Embedded;
using ActorPipeline.Hocon;
using ActorPipeline.Node.Api;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Demo;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Operators;
using ActorPipeline.Node.Serving;
using ActorPipeline.Pipelines;

namespace ActorPipeline.Node.Hosting;

/// <summary>Runs a node from its command line to its end.</summary>
/// <param name="factory">Reads and runs the pipelines.</param>
/// <param name="clock">The time.</param>
/// <param name="output">Where what was asked for is printed.</param>
/// <param name="errors">Where one line says why the node does not start.</param>
internal sealed class NodeHost(INodeEngineFactory factory, TimeProvider clock, TextWriter output, TextWriter errors)
{
    private const string ActorSystemName = "actor-pipeline";

    /// <summary>Does what the arguments ask for.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="stop">Asks for an orderly stop.</param>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        try
        {
            return await RunAsync(CommandLine.Parse(args), stop);
        }
        catch (NodeStartException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while still starting.
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is HoconException or ConfigurationException)
        {
            await errors.WriteLineAsync(exception.Message);
            return ExitCode.Configuration;
        }
    }

    private async Task<ExitCode> RunAsync(NodeArguments arguments, CancellationToken stop)
    {
        if (arguments.Help || arguments.Version)
        {
            await output.WriteAsync(arguments.Help ? CommandLine.Help : $"{CommandLine.Version}\n");
            return ExitCode.Ok;
        }

        var configuration = NodeConfiguration.Load(arguments, ShippedFiles.Hocon);
        var options = NodeOptionsReader.Read(configuration.Cursor(), factory.ReadPipelines(configuration), arguments.Demo);
        if (arguments.CheckConfig)
        {
            await output.WriteAsync(ConfigurationReport.Of(options));
            return ExitCode.Ok;
        }

        using var folder = OpenFolder(options.DataFolder);
        ProbeListeners(options);
        using var loggers = NodeLogging.Create(options.Logging);
        return await RunAsync(options, configuration, folder, loggers, stop);
    }

    /// <summary>The parts of a node, in the order they start; they stop in the phases named at each.</summary>
    private async Task<ExitCode> RunAsync(
        NodeOptions options, HoconConfig configuration, DataFolder folder, ILoggerFactory loggers, CancellationToken stop)
    {
        await using var actors = ActorSystem.Create(ActorSystemName, ActorOptions(options, configuration, loggers));
        var shutdown = actors.CoordinatedShutdown;
        await using var engine = await factory.StartAsync(new NodeStart(options, configuration, folder, actors, clock, loggers), stop);
        shutdown.AddTask(ShutdownPhase.ClusterShardingShutdownRegion, "drain-and-checkpoint", _ => engine.DisposeAsync().AsTask());

        using var collector = new EventCollector(options.Collector, engine.Pipelines, engine.CreateDecoder, clock);
        using var metrics = new MetricRegistry();
        var node = new NodeFile(Environment.ProcessId, options.NodeId, null, "");
        var started = clock.GetUtcNow();
        var parts = new NodeParts
        {
            Options = options,
            Engine = engine,
            Actors = actors,
            Collector = collector,
            Membership = new LoneMembership(() => Describe(options, node, started)),
            Health = new NodeHealth(new PipelineCatalog(engine.Pipelines), clock),
            Metrics = metrics,
            ReadPipelines = ReadPipelines,
            Clock = clock,
            Loggers = loggers,
        };

        await using var operators = OperatorsListener.Build(parts);
        node = node with { Operators = await StartAsync(operators, options.Management.Listener, stop) };
        shutdown.AddTask(ShutdownPhase.BeforeActorSystemTerminate, "stop-operators", operators.StopAsync);

        await using var web = options.Roles.Contains("web") ? WebListener.Build(parts) : null;
        if (web is not null)
        {
            node = node with { Web = await StartAsync(web, options.Web.Listener, stop) };
            shutdown.AddTask(ShutdownPhase.ServiceUnbind, "stop-web", web.StopAsync);
        }

        await using var demo = options.Demo.Enabled && node.Web is not null ? DemoTraffic.Start(options, new Uri(node.Web), clock, loggers) : null;
        node.Write(folder.Path);
        parts.Health.Started();
        await output.WriteAsync(StartMessage.Of(options, node, started));
        await output.FlushAsync(CancellationToken.None);
        await WaitAsync(stop);

        parts.Health.Stopping();
        if (demo is not null)
        {
            await demo.DisposeAsync();
        }

        var report = await shutdown.Run(ShutdownReason.ProcessExit);
        NodeFile.Delete(folder.Path);
        return report.Failures.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void ProbeListeners(NodeOptions options)
    {
        ListenerApp.Probe(options.Management.Listener);
        if (options.Roles.Contains("web"))
        {
            ListenerApp.Probe(options.Web.Listener);
        }
    }

    private static DataFolder OpenFolder(string path)
    {
        try
        {
            return DataFolder.Open(path);
        }
        catch (DataFolderException exception)
        {
            throw new NodeStartException(ExitCode.DataFolder, exception.Message, exception);
        }
    }

    private IReadOnlyList<PipelineDefinition> ReadPipelines(string text, string name) =>
        factory.ReadPipelines(NodeConfiguration.LoadAlone(text, name, ShippedFiles.Hocon));

    private ActorSystemOptions ActorOptions(NodeOptions options, HoconConfig configuration, ILoggerFactory loggers) => new()
    {
        TimeProvider = clock,
        LoggerFactory = loggers,
        DefaultMailboxCapacity = configuration.Cursor().GetInt("engine.mailbox-capacity", 1),
        ShutdownPhases = [.. ShutdownPhase.Default.Select(phase =>
            phase.Name == ShutdownPhase.ClusterShardingShutdownRegion ? phase with { Timeout = options.ShutdownTimeout } : phase)],
    };

    private static ClusterMember Describe(NodeOptions options, NodeFile node, DateTimeOffset started)
    {
        var operators = new Uri(node.Operators);
        return new ClusterMember(
            $"ap://{options.NodeId}@{operators.Authority}", options.NodeId, options.Roles, "up", CommandLine.Version, node.Pid,
            IsoTime.Of(started.ToUnixTimeMilliseconds()), node.Web ?? "");
    }

    private static async Task<string> StartAsync(WebApplication app, ListenerOptions listener, CancellationToken stop) =>
        (await ListenerApp.StartAsync(app, listener, stop)).GetLeftPart(UriPartial.Authority);

    private static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }
}
