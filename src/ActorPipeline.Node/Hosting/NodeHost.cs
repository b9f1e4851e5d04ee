using ActorPipeline.Actors;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Embedded;
using ActorPipeline.Emission;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Demo;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Memory;
using ActorPipeline.Node.Operators;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Node.Sql;
using Akka.Actor;

namespace ActorPipeline.Node.Hosting;

/// <summary>Runs a node from its command line to its end.</summary>
/// <param name="output">Where what was asked for is printed.</param>
/// <param name="errors">Where one line says why the node does not start.</param>
internal sealed class NodeHost(INodeEngineFactory factory, TimeProvider clock, TextWriter output, TextWriter errors)
{
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
        using var tls = ClusterTlsFiles.Load(configuration.Cursor(), options, clock);
        if (arguments.CheckConfig)
        {
            await output.WriteAsync(ConfigurationReport.Of(options));
            return ExitCode.Ok;
        }

        if (arguments.DryRun)
        {
            await output.WriteAsync(await DryRunAsync(options, stop));
            return ExitCode.Ok;
        }

        var files = DescriptorPlan.For(options, OpenFiles.Limit());
        options = files.Options;
        using var folder = OpenFolder(options.DataFolder);
        ProbeListeners(options);
        using var loggers = NodeLogging.Create(options.Logging, clock);
        files.Report(loggers);
        using var memory = new MemoryKeeper(new RuntimeHeap(), clock, loggers);
        using var stopping = new StopProgress(clock, loggers);
        return await RunAsync(new NodeStart(options, configuration, folder, clock, loggers) { Tls = tls, Stopping = stopping }, stop);
    }

    // Neither folder nor listeners: a node may run here meanwhile.
    private async Task<string> DryRunAsync(NodeOptions options, CancellationToken stop)
    {
        using var loggers = NodeLogging.Create(options.Logging, clock);
        return SchemaScript.Of(options, await factory.PlanAsync(options, clock, loggers, stop));
    }

    /// <summary>The parts of a node, in the order they start; they stop in the phases named at each.</summary>
    private async Task<ExitCode> RunAsync(NodeStart start, CancellationToken stop)
    {
        var (folder, loggers) = (start.Folder, start.Loggers);
        var (running, options) = start.Options.Mode == "cluster"
            ? await new EngineStart(factory, clock).RunAsync(start, stop)
            : (await factory.StartAsync(start, stop), start.Options);
        await using var engine = running;
        var stopping = start.Stopping;
        using var afterListeners = stopping.Before("its pipelines, log and store");
        var shutdown = CoordinatedShutdown.Get(engine.Actors);

        using var left = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, left.Token);
        using var collector = new EventCollector(options.Collector, engine.Pipelines, clock);
        using var metrics = new MetricRegistry();
        using var reads = new ViewReads(engine.Rows, options.Reads, clock);
        using var sql = new SqlAnswers(new PipelineCatalog(engine.Pipelines), engine.Tables, new SqlProcess(), options.Sql, reads.Pace, clock);
        var node = new NodeFile(Environment.ProcessId, options.NodeId, null, "", engine.Cluster?.Address);
        var started = clock.GetUtcNow();
        var leave = Leaving(options, left);
        IMembership membership = engine.Cluster is { } cluster
            ? new AkkaMembership(cluster)
            : new LoneMembership(() => Describe(options, node, started), leave);
        var parts = new NodeParts
        {
            Options = options,
            Engine = engine,
            Reads = reads,
            Sql = sql,
            Collector = collector,
            Membership = membership,
            Health = new NodeHealth(new PipelineCatalog(engine.Pipelines), membership, clock),
            Metrics = metrics,
            ReadPipelines = (text, name) => factory.ReadPipelines(NodeConfiguration.LoadAlone(text, name, ShippedFiles.Hocon)),
            Clock = clock,
            Loggers = loggers,
        };

        await using var operators = OperatorsListener.Build(parts);
        using var afterWeb = stopping.Before("the operators' listener");
        node = node with { Operators = await StartAsync(operators, options.Management.Listener, stop) };
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "stop-operators", () => StopAsync(operators));

        await using var web = options.Roles.Contains("web") ? WebListener.Build(parts) : null;
        using var afterActors = stopping.Before("the web listener");
        if (web is not null)
        {
            node = node with { Web = await StartAsync(web, options.Web.Listener, stop) };
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "stop-web", () => StopAsync(web));
        }

        await using var demo = options.Demo.Enabled && node.Web is not null ? new DemoTraffic(options, new Uri(node.Web), clock, loggers) : null;
        node.Write(folder.Path);
        parts.Health.Started();
        engine.Cluster?.Describe(Profile(options, node, started), parts.Health.Here);
        await output.WriteAsync(StartMessage.Of(options, node, started));
        await output.FlushAsync(CancellationToken.None);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "stop-demo", async () =>
        {
            parts.Health.Stopping();
            await (demo?.DisposeAsync() ?? ValueTask.CompletedTask);
            return Akka.Done.Instance;
        });
        return await StopAsync(engine.Actors, folder, stopping, either.Token);
    }

    // The actor system also ends by itself: when another node lets this one leave, and when the cluster has removed it.
    private static async Task<ExitCode> StopAsync(ActorSystem actors, DataFolder folder, StopProgress stopping, CancellationToken stop)
    {
        await Task.WhenAny(WaitAsync(stop), actors.WhenTerminated);
        stopping.WaitFor("its partitions to be handed over, and the cluster to let it go");
        stopping.Begin();
        await CoordinatedShutdown.Get(actors).Run(CoordinatedShutdown.ClrExitReason.Instance);
        stopping.WaitFor("its actors");
        await actors.WhenTerminated;
        NodeFile.Delete(folder.Path);
        return ClusterShutdown.IsDowned(actors) ? ExitCode.Downed : ExitCode.Ok;
    }

    private static void ProbeListeners(NodeOptions options)
    {
        ListenerApp.Probe(options.Management.Listener);
        if (options.Roles.Contains("web"))
        {
            ListenerApp.Probe(options.Web.Listener);
        }

        // Akka.NET would say so last, at length, and when all else has started.
        if (options.Mode == "cluster")
        {
            ListenerApp.Probe(new ListenerOptions("cluster", options.Cluster.Host, options.Cluster.Port, Token: ""));
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

    private static ClusterMember Describe(NodeOptions options, NodeFile node, DateTimeOffset started)
    {
        var profile = Profile(options, node, started);
        return new ClusterMember(
            $"akka://{ActorNode.SystemName}", profile.Id, profile.Roles, "Up", profile.Version, profile.Pid, IsoText.Of(profile.StartedMs), profile.Web)
        {
            Operators = profile.Operators,
            Shards = options.Roles.Contains("shards") ? options.Pipelines.Sum(pipeline => pipeline.Shards) : 0,
        };
    }

    /// <summary>What the node says of itself when its listeners are there.</summary>
    private static NodeProfile Profile(NodeOptions options, NodeFile node, DateTimeOffset started) => new()
    {
        Id = options.NodeId,
        Operators = node.Operators,
        Web = node.Web ?? "",
        Roles = options.Roles,
        Version = CommandLine.Version,
        Pid = node.Pid,
        StartedMs = started.ToUnixTimeMilliseconds(),
    };

    /// <summary>What begins an orderly stop when an operator asks for one, at this node or at another.</summary>
    private static Func<string?> Leaving(NodeOptions options, CancellationTokenSource left) => () =>
    {
        if (options.Management.ReadOnly)
        {
            return $"node {options.NodeId} is read-only; set its management.read-only = off to allow changes";
        }

        // Not in the caller's turn: the stop begins by what is cancelled here.
        _ = left.CancelAsync();
        return null;
    };

    private static async Task<string> StartAsync(WebApplication app, ListenerOptions listener, CancellationToken stop) =>
        (await ListenerApp.StartAsync(app, listener, stop)).GetLeftPart(UriPartial.Authority);

    private static async Task<Akka.Done> StopAsync(WebApplication app)
    {
        await app.StopAsync();
        return Akka.Done.Instance;
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }
}
