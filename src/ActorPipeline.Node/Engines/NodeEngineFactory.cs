using System.Globalization;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Asking;
using ActorPipeline.BatchViews;
using ActorPipeline.Declaring;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Files;
using ActorPipeline.EventLake;
using ActorPipeline.Hocon;
using ActorPipeline.Jobs;
using ActorPipeline.Lake;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Engines;

/// <summary>Chooses log and store by the mode, and starts the engine over them.</summary>
internal sealed class NodeEngineFactory : INodeEngineFactory
{
    public IReadOnlyList<PipelineDefinition> ReadPipelines(HoconConfig configuration)
    {
        // The engine's own section is read at every check, so that what is wrong with it is not found out only at the start.
        EngineOptionsReader.Read(configuration.Cursor(), nodeId: "");
        var prefix = ClusterSectionsReader.Read(configuration.Cursor()).Kafka.TopicPrefix;
        return [.. PipelineReader.ReadAll(configuration.Cursor()).Select(pipeline => pipeline with { TopicPrefix = prefix })];
    }

    public async ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(
        NodeOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return options.Mode == "cluster" ? await CassandraViews.PlanAsync(options, clock, loggers, cancellationToken) : [];
        }
        catch (ViewStoreException failure)
        {
            throw new NodeStartException(ExitCode.Failure, failure.Message, failure);
        }
    }

    public async ValueTask<INodeEngine> StartAsync(NodeStart start, CancellationToken cancellationToken)
    {
        try
        {
            return start.Options.Mode == "embedded"
                ? await EmbeddedEngine.StartAsync(start, cancellationToken)
                : await ClusterEngine.StartAsync(start, cancellationToken);
        }
        catch (Exception exception) when (exception is
            FingerprintMismatchException or StoreLayoutException or TopicMismatchException or AkkaSettingException or JoinRefusedException)
        {
            throw new NodeStartException(ExitCode.Configuration, exception.Message, exception);
        }
        catch (ActorSystemEndedException exception)
        {
            throw new NodeStartException(ExitCode.Downed, exception.Message, exception);
        }
        catch (Exception exception) when (start.Options.Mode == "cluster" && exception is EventLogException or ViewStoreException)
        {
            throw new ServersMissingException(exception.Message, exception);
        }
        catch (EventLakeException exception)
        {
            throw new NodeStartException(ExitCode.DataFolder, exception.Message, exception);
        }
        catch (Exception exception) when (exception is
            EventLogException or ViewStoreException or StoredFormatException or DataLostException or DataFolderException)
        {
            throw new NodeStartException(ExitCode.DataFolder, $"{start.Folder.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>Which partitions a node of these roles serves.</summary>
    internal static IReadOnlyCollection<PlacedRole> RolesOf(NodeOptions options) =>
    [
        .. Enum.GetValues<PlacedRole>()
            .Where(role => options.Roles.Contains(role.ToString().ToLowerInvariant()) && (role != PlacedRole.Lake || HasLake(options))),
    ];

    /// <summary>The lake; null for none.</summary>
    /// <exception cref="EventLakeException">Its folder cannot be created.</exception>
    internal static ParquetLake? OpenLake(NodeOptions options, EngineOptions engine)
    {
        var spill = Path.Combine(options.DataFolder, "spill");
        return HasLake(options)
            ? new ParquetLake(
                options.Lake.Folder,
                new ParquetLakeOptions { MemoryBytes = options.Lake.MemoryBytes, SpillFolder = spill, MaxTextBytes = engine.Intake.MaxKeyBytes })
            : null;
    }

    /// <summary>What is done for a pipeline again and again: every node of a cluster says the same.</summary>
    /// <param name="rows">Where shards write their rows.</param>
    /// <param name="keepRows">How long these are kept; zero for ever.</param>
    internal static IReadOnlyList<BatchJob> JobsOf(
        NodeOptions options, ParquetLake? lake, IBatchViews? views, IRowStore rows, TimeSpan keepRows, PipelineDefinition pipeline)
    {
        if (lake is null || views is null)
        {
            return [];
        }

        var mostBytes = lake.MaxTextBytes.ToString(CultureInfo.InvariantCulture);
        string DefinitionOf(ViewDefinition view) => $"{PipelineFingerprint.Of(view, pipeline.Source)}max-key-bytes = {mostBytes}\n";
        var schedule = options.Batch;
        IEnumerable<BatchJob> jobs =
        [
            .. LakeJobs.Of(pipeline, lake, schedule.Compact, new LakeMergeOptions(), schedule.DropOld),
            .. new ViewJobs(pipeline, views, DefinitionOf).All(schedule.Views),
        ];
        return pipeline.Emit.ToStore ? [.. jobs, new DriftJob(pipeline, views, rows, DefinitionOf, keepRows).At(schedule.Drift)] : [.. jobs];
    }

    private static bool HasLake(NodeOptions options) => options.Lake.Folder.Length > 0;

    /// <summary>Starts pipelines. Those that run are added also when others fail: what an engine that cannot start has to dispose of.</summary>
    internal static async Task StartPipelinesAsync(
        IReadOnlyList<PipelineDefinition> pipelines, EngineParts parts, List<PipelineRuntime> started, CancellationToken cancellationToken)
    {
        // At once: most of it is waiting for servers.
        var starts = pipelines.Select(pipeline => PipelineRuntime.StartAsync(
            new PipelineParts(pipeline, PipelineFingerprint.Of(pipeline), () => EventDecoder.Create(pipeline.Source)), parts, cancellationToken)).ToList();
        try
        {
            await Task.WhenAll(starts);
        }
        finally
        {
            started.AddRange(starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result));
        }
    }
}
