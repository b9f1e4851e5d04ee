using ActorPipeline.Actors.Membership;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Log;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Settings;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Akka.Actor;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>An engine of test pipelines; also the factory that "starts" it.</summary>
internal sealed class TestEngine : INodeEngine, INodeEngineFactory
{
    private readonly List<TestRuntime> _runtimes = [.. TestPipelines.All.Select(definition => new TestRuntime(definition))];

    public IReadOnlyList<IPipelineRuntime> Pipelines => _runtimes;

    public TestLog Records { get; } = new();

    public TestViews Listed { get; } = new();

    public Exception? StartFailure { get; set; }

    public int Disposals { get; private set; }

    public IEventLog Log => Records;

    public IRowStore Rows => Store ?? Listed;

    /// <summary>None, but for tests of statements.</summary>
    public LakeTables? Tables { get; init; }

    public ISchemaPlan? Schema => Store is null ? Listed : null;

    /// <summary>A row store in the place of the listed rows.</summary>
    public IRowStore? Store { get; set; }

    public ClusterNode? Cluster => null;

    public ActorSystem Actors { get; } = ActorSystem.Create("test", "akka { stdout-loglevel = OFF, loglevel = OFF, coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off } }");

    public TestRuntime this[PipelineDefinition definition] => _runtimes.First(runtime => runtime.Definition == definition);

    /// <summary>The test pipelines, whatever is declared.</summary>
    public IReadOnlyList<PipelineDefinition> ReadPipelines(HoconConfig configuration) => TestPipelines.All;

    public ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(
        NodeOptions options, TimeProvider clock, Microsoft.Extensions.Logging.ILoggerFactory loggers, CancellationToken cancellationToken) =>
        StartFailure is { } failure ? throw failure : ValueTask.FromResult(Listed.Statements);

    public ValueTask<INodeEngine> StartAsync(NodeStart start, CancellationToken cancellationToken) =>
        StartFailure is { } failure ? throw failure : ValueTask.FromResult<INodeEngine>(this);

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return new ValueTask(Actors.Terminate());
    }
}
