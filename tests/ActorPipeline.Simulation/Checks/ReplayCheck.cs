using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Hashing;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Simulation.Checks;

/// <summary>A shard's newest checkpoint holds what its log up to there gives when it is read from the very beginning; and whatever the hash of tables is, the log
/// gives the same rows in the same order.</summary>
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
            var (replayed, rows) = Replay(shard, recovered.State.NextOffset, hashSeed: 1);
            if (StateText.Of(recovered.State) is var found && StateText.Of(replayed) is var expected && found != expected)
            {
                world.Fail($"shard {shard}: the checkpoint at offset {recovered.State.NextOffset} and its log differ: {StateText.FirstDifference(found, expected)}");
            }

            if (Replay(shard, recovered.State.NextOffset, hashSeed: 2).Rows is var others && rows != others)
            {
                world.Fail($"shard {shard}: its log gives other rows with another hash of tables: {StateText.FirstDifference(rows, others)}");
            }
        }
    }

    private (ShardState State, string Rows) Replay(int shard, long through, int hashSeed)
    {
        var pipeline = world.Scenario.Pipeline;
        var state = new ShardState(pipeline, shard, pipeline.Source.Partitions, world.Scenario.Options.Shards, new TableHash(new Random(hashSeed)));
        var batch = new EventBatch(pipeline.Views);
        var rows = new List<RowBatch>();
        foreach (var record in world.Log.Everything(new TopicPartition(pipeline.ShardTopic, shard)).Take((int)through))
        {
            EventBatchCodec.Read(record.Value.Span, batch);
            state.Apply(batch, rows);
        }

        return (state, string.Join('\n', rows.SelectMany(emitted => emitted.AsRows()).Select(RowComparison.Show)));
    }

    private async Task<PipelineContext> ContextAsync()
    {
        var pipeline = world.Scenario.Pipeline;
        var shardLog = await world.Log.FindTopicAsync(pipeline.ShardTopic, pipeline.Shards, CancellationToken.None);
        var source = new TopicDescription(pipeline.Source.Topic, pipeline.Source.Partitions, 0);
        var board = new PipelineBoard(source.Partitions, pipeline.Shards);
        var host = new EngineHost(world.Clock, () => TaskScheduler.Current, new Random(1), NullLoggerFactory.Instance) { Tables = new TableHash(new Random(3)) };
        return new PipelineContext(
            pipeline, world.Log, EngineStores.Of(world.Store), world.Scenario.Options, source, shardLog, () => throw new NotSupportedException(), board, new RowFeed(), new Router(host, TimeSpan.Zero, NoPeers.Instance), ActorPipeline.Status.NoReports.Instance, host, NullLogger.Instance)
        {
            Jobs = [],
        };
    }
}
