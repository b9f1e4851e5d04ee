using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Reference;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Simulation.Checks;

/// <summary>A shard's newest checkpoint holds what its log up to there gives when it is read from the very beginning.</summary>
/// <param name="world">The world.</param>
internal sealed class ReplayCheck(World world)
{
    /// <summary>Checks every shard.</summary>
    public async Task CheckAsync()
    {
        var context = await ContextAsync();
        for (var shard = 0; shard < world.Scenario.Pipeline.Shards; shard++)
        {
            var id = new ShardId(world.Scenario.Pipeline.Name, shard);
            var recovered = await new ShardRecovery(context, id).RecoverAsync(world.Store.PointerOf(id), CancellationToken.None);
            var replayed = Replay(shard, recovered.State.NextOffset);
            if (StateText.Of(recovered.State) is var found && StateText.Of(replayed) is var expected && found != expected)
            {
                world.Fail($"shard {shard}: the checkpoint at offset {recovered.State.NextOffset} and its log differ: {StateText.FirstDifference(found, expected)}");
            }
        }
    }

    private ShardState Replay(int shard, long through)
    {
        var pipeline = world.Scenario.Pipeline;
        var state = new ShardState(pipeline, shard, pipeline.Source.Partitions, world.Scenario.Options.Shards);
        var batch = new EventBatch(pipeline.Views);
        foreach (var record in world.Log.Everything(new TopicPartition(pipeline.ShardTopic, shard)).Take((int)through))
        {
            EventBatchCodec.Read(record.Value.Span, batch);
            state.Apply(batch, []);
        }

        return state;
    }

    private async Task<PipelineContext> ContextAsync()
    {
        var pipeline = world.Scenario.Pipeline;
        var shardLog = await world.Log.FindTopicAsync(pipeline.ShardTopic, pipeline.Shards, CancellationToken.None);
        var source = new TopicDescription(pipeline.Source.Topic, pipeline.Source.Partitions, 0);
        var board = new PipelineBoard(source.Partitions, pipeline.Shards);
        var host = new EngineHost(world.Clock, () => TaskScheduler.Current, new Random(1), NullLoggerFactory.Instance);
        return new PipelineContext(
            pipeline, world.Log, world.Store, world.Scenario.Options, source, shardLog, () => throw new NotSupportedException(), board, new RowFeed(), new Router(host, TimeSpan.Zero, NoPeers.Instance), ActorPipeline.Status.NoReports.Instance, host, NullLogger.Instance);
    }
}
