using System.Security.Cryptography;
using ActorPipeline.Actors;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Lake;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Lake.Views;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Akka.Actor;

namespace ActorPipeline.Node.Engines;

/// <summary>The engine of a node that is alone: every partition is served here.</summary>
internal sealed class EmbeddedEngine : INodeEngine
{
    private readonly List<PipelineRuntime> _pipelines = [];
    private readonly DuckDbViewStore _store;
    private ParquetLake? _lake;
    private IRowStore? _rows;
    private ActorHost? _actors;
    private int _disposed;

    private EmbeddedEngine(IEventLog log, DuckDbViewStore store) => (Log, _store) = (log, store);

    public IReadOnlyList<IPipelineRuntime> Pipelines => _pipelines;

    public IEventLog Log { get; }

    public IRowStore Rows => _rows!;

    public LakeTables? Tables { get; private set; }

    public ISchemaPlan? Schema => null;

    public ActorSystem Actors => _actors!.System;

    public ClusterNode? Cluster => null;

    /// <summary>Opens log and store, and starts the pipelines.</summary>
    public static async ValueTask<INodeEngine> StartAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var (folder, clock, loggers) = (start.Folder, start.Clock, start.Loggers);
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var log = new EmbeddedEventLog(folder, new EmbeddedLogOptions(), clock, random, loggers.CreateLogger<EmbeddedEventLog>());
        EmbeddedEngine engine;
        try
        {
            var options = new DuckDbStoreOptions { MemoryBytes = start.Options.StoreBytes };
            engine = new EmbeddedEngine(log, new DuckDbViewStore(folder, options, clock, loggers.CreateLogger<DuckDbViewStore>()));
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }

        try
        {
            await engine.StartPipelinesAsync(start, cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_actors is not null)
        {
            await _actors.DisposeAsync();
        }

        foreach (var pipeline in _pipelines)
        {
            await pipeline.DisposeAsync();
        }

        _lake?.Dispose();
        await _store.DisposeAsync();
        await Log.DisposeAsync();
    }

    private async Task StartPipelinesAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var options = EngineOptionsReader.Read(start.Configuration.Cursor(), start.Options.NodeId);
        var regions = new PartitionRegions(isAlone: true, options.Backoff.Shortest, start.Clock);
        _lake = NodeEngineFactory.OpenLake(start.Options, options);
        var views = _lake is null ? null : new ParquetViews(_lake);
        Tables = _lake is null || views is null ? null : new LakeTables(_lake, views);
        _rows = new LayeredRows(_store, _store, views);
        var parts = new EngineParts(Log, EngineStores.Of(_store), EngineHost.OnThreadPool(start.Clock, start.Loggers), options, regions)
        {
            Lake = _lake,
            JobsOf = pipeline => NodeEngineFactory.JobsOf(start.Options, _lake, views, _store, TimeSpan.Zero, pipeline),
        };
        await NodeEngineFactory.StartPipelinesAsync(start.Options.Pipelines, parts, _pipelines, cancellationToken);
        var node = new ActorNode
        {
            Pipelines = _pipelines,
            Regions = regions,

            // A role that this node lacks is served by nobody then: with no intake events are stored and wait, with no shards the shard log does.
            Roles = NodeEngineFactory.RolesOf(start.Options),
            Time = start.Clock,
            ShutdownTimeout = start.Options.ShutdownTimeout,
            Akka = start.Options.Akka,
        };
        _actors = await ActorHost.StartAsync(builder => builder.AddEmbeddedNode(node, start.Loggers), cancellationToken);
    }
}
