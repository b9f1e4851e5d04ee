using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Hashing;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Shards;

public class ShardRecoveryTests
{
    private const long LogEpoch = 5;
    private static readonly PipelineDefinition Pipeline = RandomPipeline.Draw(new Random(7));
    private static readonly ShardId Shard = new(Pipeline.Name, 0);

    [Fact]
    public async Task A_checkpoint_of_a_newer_version_is_not_taken_for_damaged()
    {
        var known = Manifest(nextOffset: 0);
        var newer = known.ToArray();
        newer[0] = 5;
        BitConverter.TryWriteBytes(newer.AsSpan(newer.Length - 8), Murmur3.Hash64(newer.AsSpan(0, newer.Length - 8)));

        var refused = await Assert.ThrowsAsync<UnknownFormatVersionException>(() => RecoverAsync(new ShardPointer(1, 1, "n1#a", newer, known)));
        Assert.Contains("checkpoint manifest of version 5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_falls_back_to_the_one_before_it()
    {
        var damaged = Manifest(nextOffset: 0).ToArray();
        damaged[^1] ^= 1;

        Assert.Equal(0, await RecoverAsync(new ShardPointer(1, 1, "n1#a", damaged, Manifest(nextOffset: 0))));
    }

    [Fact]
    public async Task A_log_that_ends_before_its_checkpoint_is_said_to_be_lost_and_by_its_name()
    {
        var lost = await Assert.ThrowsAsync<ShardLogLostException>(() => RecoverAsync(new ShardPointer(1, 1, "n1#a", Manifest(nextOffset: 5), default)));
        Assert.Contains($"{Pipeline.ShardTopic}[0] ends at offset 0, but the checkpoint covers what is below 5", lost.Message, StringComparison.Ordinal);
    }

    // Both logs have grown beyond what the checkpoint covers: only the epoch tells them apart.
    [Fact]
    public async Task A_log_that_was_created_again_is_not_taken_for_the_one_of_the_checkpoint()
    {
        var lost = await Assert.ThrowsAsync<ShardLogLostException>(() => RecoverAsync(new ShardPointer(1, 1, "n1#a", Manifest(nextOffset: 0, LogEpoch - 1), default)));
        Assert.Contains($"topic {Pipeline.ShardTopic} was deleted and created again after the shard's checkpoint was made; rebuild", lost.Message, StringComparison.Ordinal);
        var behind = await Assert.ThrowsAsync<ShardLogLostException>(() => RecoverAsync(new ShardPointer(1, 1, "n1#a", Manifest(nextOffset: 0, LogEpoch + 1), default)));
        Assert.Contains($"of a later topic {Pipeline.ShardTopic} than this node has found: start the node again", behind.Message, StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Manifest(long nextOffset, long logEpoch = LogEpoch) => ManifestCodec.Write(new CheckpointManifest
    {
        NextOffset = nextOffset,
        LogEpoch = logEpoch,
        AtMs = 0,
        WatermarkMs = long.MinValue,
        Partitions = [],
        Counters = new ShardCounters(),
        Views = [],
    });

    private static async Task<long> RecoverAsync(ShardPointer pointer)
    {
        await using var log = new InMemoryEventLog();
        await log.EnsureTopicAsync(Pipeline.ShardTopic, Pipeline.Shards, TestContext.Current.CancellationToken);
        var source = new TopicDescription(Pipeline.Source.Topic, Pipeline.Source.Partitions, 1);
        var host = EngineHost.OnThreadPool(TimeProvider.System, NullLoggerFactory.Instance);
        var context = new PipelineContext(
            Pipeline,
            log,
            EngineStores.Of(new InMemoryViewStore()),
            new EngineOptions(),
            source,
            new TopicDescription(Pipeline.ShardTopic, Pipeline.Shards, LogEpoch),
            () => new LineDecoder(),
            new PipelineBoard(source.Partitions, Pipeline.Shards),
            new RowFeed(),
            new Router(host, TimeSpan.Zero, NoPeers.Instance),
            NoReports.Instance,
            host,
            NullLogger.Instance)
        {
            Jobs = [],
        };
        return (await new ShardRecovery(context, Shard).RecoverAsync(pointer, TestContext.Current.CancellationToken)).State.NextOffset;
    }
}
