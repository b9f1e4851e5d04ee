using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.Intake;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Tests.Engine.Serving;

/// <summary>The whole engine of one node, in memory and on a clock of its own. What one run has left, the next one finds.</summary>
[SuppressMessage("Design", "CA1001", Justification = "All in memory: there is nothing to dispose of.")]
internal sealed class LocalEngine
{
    private readonly PipelineDefinition _pipeline;
    private readonly InMemoryViewStore _store;

    public LocalEngine(PipelineDefinition pipeline)
    {
        _pipeline = pipeline;
        Log = new InMemoryEventLog(Clock);
        _store = new InMemoryViewStore(Clock);
        Lake = new InMemoryLake(Clock);
    }

    public VirtualTimeProvider Clock { get; } = new();

    public InMemoryEventLog Log { get; }

    public InMemoryLake Lake { get; }

    public IReadOnlyList<BatchJob> Jobs { get; init; } = [];

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public IReadOnlyList<Row> Rows(string view) => _store.RowsOf(_pipeline.Name, view);

    /// <summary>Appends an event; its offset.</summary>
    public long Append(int partition, SourceRecord record) => Log.Append(new TopicPartition(_pipeline.Source.Topic, partition), record.ToRecord());

    /// <summary>Runs a test beside the engine, which then ends without a word, as a process does that is killed.</summary>
    public void Run(Func<PipelineRuntime, Task> test)
    {
        var scheduler = new DeterministicScheduler(Clock, 1);
        scheduler.Run(async () =>
        {
            var host = new EngineHost(Clock, () => scheduler, new Random(1), Loggers);
            var options = new EngineOptions
            {
                Intake = new IntakeOptions(BatchEvents: 5),
                CheckpointInterval = TimeSpan.FromSeconds(1),
                PassivateAfter = TimeSpan.FromMilliseconds(1),
            };
            var pipelines = new NodePipelines(
                partitions => new EngineParts(Log, EngineStores.Of(_store), host, options, partitions) { Lake = Lake, JobsOf = _ => Jobs },
                host,
                options,
                new LocalPlacement([PlacedRole.Intake, PlacedRole.Shards, PlacedRole.Lake, PlacedRole.Batch]),
                null);
            await Log.EnsureTopicAsync(_pipeline.Source.Topic, _pipeline.Source.Partitions, CancellationToken.None);
            var runtime = await pipelines.AddAsync(new PipelineParts(_pipeline, "test", static () => new LineDecoder()), CancellationToken.None);
            await pipelines.JoinAsync(CancellationToken.None);
            await test(runtime);
        });
    }
}
