using System.Security.Cryptography;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Asking;
using ActorPipeline.Declaring;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Hocon;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;
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
                ? await StartEmbeddedAsync(start, cancellationToken)
                : await ClusterEngine.StartAsync(start, cancellationToken);
        }
        catch (Exception exception) when (exception is FingerprintMismatchException or TopicMismatchException)
        {
            throw new NodeStartException(ExitCode.Configuration, exception.Message, exception);
        }
        catch (ActorSystemEndedException exception)
        {
            throw new NodeStartException(ExitCode.Downed, exception.Message, exception);
        }
        catch (Exception exception) when (exception is AkkaSettingException or JoinRefusedException)
        {
            throw new NodeStartException(ExitCode.Configuration, exception.Message, exception);
        }
        catch (Exception exception) when (start.Options.Mode == "cluster" && exception is EventLogException or ViewStoreException)
        {
            throw new ServersMissingException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is EventLogException or ViewStoreException or StoredFormatException)
        {
            throw new NodeStartException(ExitCode.DataFolder, $"{start.Folder.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>Which partitions a node of these roles serves.</summary>
    internal static IReadOnlyCollection<PlacedRole> RolesOf(NodeOptions options) =>
        [.. new[] { ("intake", PlacedRole.Intake), ("shards", PlacedRole.Shards) }.Where(role => options.Roles.Contains(role.Item1)).Select(role => role.Item2)];

    private static async ValueTask<INodeEngine> StartEmbeddedAsync(NodeStart start, CancellationToken cancellationToken)
    {
        var (folder, clock, loggers) = (start.Folder, start.Clock, start.Loggers);
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var log = new EmbeddedEventLog(folder, new EmbeddedLogOptions(), clock, random, loggers.CreateLogger<EmbeddedEventLog>());
        IViewStore views;
        try
        {
            views = new DuckDbViewStore(folder, new DuckDbStoreOptions(), clock, loggers.CreateLogger<DuckDbViewStore>());
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }

        return await EmbeddedEngine.StartAsync(start, log, views, cancellationToken);
    }
}
