using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Kernel;
using ActorPipeline.Cluster;
using ActorPipeline.Events.Decoding;
using ActorPipeline.Pipelines;
using ActorPipeline.Placement;
using ActorPipeline.Runtime;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Tests.Node.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

/// <summary>A node with the real engine, over the log and the store that all share.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Runs on the test's own scheduler only, and ends with it.")]
internal sealed class RuntimeNode
{
    private readonly ActorSystem _system;
    private readonly NodePipelines _pipelines;

    public RuntimeNode(TestCluster cluster, InMemoryViewStore store, string id, int process)
    {
        _system = ActorSystem.Create(id, new ActorSystemOptions { TimeProvider = cluster.Clock, TaskScheduler = cluster.Scheduler, Seed = process });
        var profile = new NodeProfile { Id = id, Address = $"ap://{id}@127.0.0.1:{9000 + process}", StartedMs = cluster.Clock.GetUtcNow().ToUnixTimeMilliseconds() + process };
        Bus = ClusterBus.Start(cluster.Log, _system, new ClusterBusOptions(), profile, $"instance-{process}");
        Bus.Enter(NodePhase.Up);
        var options = new EngineOptions { NodeId = id, Instance = $"instance-{process}" };
        var host = new EngineHost(cluster.Clock, () => cluster.Scheduler, new Random(process), NullLoggerFactory.Instance);
        _pipelines = new NodePipelines(partitions => new EngineParts(cluster.Log, store, host, options, partitions), host, options, Placement, Bus);
        Runtime = cluster.Do(() => _pipelines.AddAsync(new PipelineParts(Pipeline, "fingerprint", () => EventDecoder.Create(Pipeline.Source)), TestContext.Current.CancellationToken));
    }

    public static PipelineDefinition Pipeline => TestPipelines.Films;

    public HandPlacement Placement { get; } = new();

    public ClusterBus Bus { get; }

    public PipelineRuntime Runtime { get; }

    /// <summary>Hands over everything and goes, as a node that is told to leave does.</summary>
    public async Task LeaveAsync()
    {
        Bus.Enter(NodePhase.Leaving);
        await _pipelines.LeaveAsync(TestContext.Current.CancellationToken);
        await Bus.SayGoodbyeAsync();
        await _system.Terminate();
    }

    /// <summary>Gone without a word.</summary>
    public void Crash() => _ = _system.Terminate();
}
