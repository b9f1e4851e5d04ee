using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>The servers of a cluster, in memory.</summary>
internal sealed class Servers
{
    public InMemoryEventLog Log { get; } = new();

    public InMemoryViewStore Store { get; } = new();

    public InMemoryCoordination Coordination { get; } = new(TimeProvider.System);

    /// <summary>Appends visits to the source, every other one to the other partition.</summary>
    public void Visit(params IReadOnlyList<string> pages)
    {
        foreach (var (index, page) in pages.Index())
        {
            Log.Append(new TopicPartition(Site.Definition.Source.Topic, index % Site.Definition.Source.Partitions), Site.Visit(page));
        }
    }

    public ShardPointer Pointer(int shard) => Store.PointerOf(new ShardId(Site.Name, shard));

    /// <summary>Starts the pipeline of a node.</summary>
    public Task<PipelineRuntime> StartAsync(PartitionRegions regions, string node = "n1", ClusterNode? cluster = null, ILoggerFactory? loggers = null)
    {
        var options = new EngineOptions { NodeId = node, Backoff = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(200)) };
        var parts = new EngineParts(Log, EngineStores.Of(Store), EngineHost.OnThreadPool(TimeProvider.System, loggers ?? NullLoggerFactory.Instance), options, regions);
        return PipelineRuntime.StartAsync(new PipelineParts(Site.Definition, "test", static () => new LineDecoder()), cluster?.Connect(parts) ?? parts, CancellationToken.None);
    }
}
