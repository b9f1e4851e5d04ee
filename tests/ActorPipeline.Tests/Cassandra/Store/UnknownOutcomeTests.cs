using ActorPipeline.Cassandra.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

/// <summary>Writes that may or may not have happened.</summary>
public sealed class UnknownOutcomeTests : StubStoreTest
{
    private static readonly ShardId Shard = new("p", 1);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_pointer_that_may_have_been_moved_is_neither_moved_nor_not_and_is_not_moved_again(bool isTimeout, bool isFirst)
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        var before = isFirst ? ShardPointer.None : new ShardPointer(1, 1, "n1", default, default);
        Answer = _ => Interrupted(isTimeout);

        await Assert.ThrowsAsync<UnknownOutcomeException>(
            () => SoonAsync(new PointerTable(client).TryMoveAsync(Shard, before, before with { Version = 2 }, Cancelled).AsTask()));

        Assert.Single(Calls);
    }

    // ThrowsAsync takes no derived exception: an unknown outcome would stop a shard that need only write again.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chunks_and_rows_that_may_have_been_written_have_failed_and_may_be_written_again(bool isTimeout)
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        var (chunks, chunk) = (new ChunkTable(client), new ChunkId(3, 4));
        Answer = _ => Interrupted(isTimeout);

        await Assert.ThrowsAsync<ViewStoreException>(() => SoonAsync(chunks.WriteAsync(Shard, chunk, new byte[10], Cancelled).AsTask()));
        await Assert.ThrowsAsync<ViewStoreException>(() => SoonAsync(chunks.DeleteAsync(Shard, [chunk], Cancelled).AsTask()));
        await Assert.ThrowsAsync<ViewStoreException>(() => WriteAsync(client, Keys(2, 20)));

        Answer = _ => StubAnswer.Void;
        await SoonAsync(chunks.WriteAsync(Shard, chunk, new byte[10], Cancelled).AsTask());
        await WriteAsync(client, Keys(2, 20));
    }

    private static StubAnswer Interrupted(bool isTimeout) => isTimeout ? StubAnswer.WriteTimeout("CAS") : StubAnswer.CasWriteUnknown();
}
