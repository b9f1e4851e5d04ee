using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="ISnapshotStore"/> must do. Derive from it and say how stores are opened on this test's own storage.</summary>
public abstract class SnapshotStoreConformance : StoreConformance
{
    private ShardId Shard => new(Pipeline, 2);

    [Fact]
    public async Task A_pointer_is_moved_by_one_of_those_who_try()
    {
        await using var store = await OpenRegisteredAsync();
        Assert.Equal(ShardPointer.None, await store.Snapshots.ReadPointerAsync(Shard, Ended));
        var candidates = Enumerable.Range(0, 8).Select(i => new ShardPointer(1, 1, $"node-{i}", new byte[] { (byte)i }, default)).ToArray();

        var moved = await Task.WhenAll(candidates.Select(candidate => store.Snapshots.TryMovePointerAsync(Shard, ShardPointer.None, candidate, Ended).AsTask()));

        var winner = candidates[Array.IndexOf(moved, true)];
        Assert.Single(moved, won => won);
        Same(winner, await store.Snapshots.ReadPointerAsync(Shard, Ended));
        Assert.False(await store.Snapshots.TryMovePointerAsync(Shard, ShardPointer.None, candidates[0], Ended));
    }

    [Fact]
    public async Task A_fenced_owner_cannot_move_the_pointer()
    {
        await using var store = await OpenRegisteredAsync();
        var mine = new ShardPointer(1, 1, "a", new byte[] { 1 }, default);
        var theirs = mine with { Epoch = 2, Version = 2, Owner = "b" };
        Assert.True(await store.Snapshots.TryMovePointerAsync(Shard, ShardPointer.None, mine, Ended));
        Assert.True(await store.Snapshots.TryMovePointerAsync(Shard, mine, theirs, Ended));

        Assert.False(await store.Snapshots.TryMovePointerAsync(Shard, mine, mine with { Version = 2 }, Ended));

        Same(theirs, await store.Snapshots.ReadPointerAsync(Shard, Ended));
        Assert.Equal(ShardPointer.None, await store.Snapshots.ReadPointerAsync(Shard with { Shard = 3 }, Ended));
    }

    [Fact]
    public async Task Pointers_with_large_manifests_survive_a_restart()
    {
        var bytes = new byte[100_000];
        new Random(3).NextBytes(bytes);
        var pointer = new ShardPointer(4, 9, "node 'x'", bytes, bytes.AsMemory(0, 10));
        await using (var store = await OpenRegisteredAsync())
        {
            Assert.True(await store.Snapshots.TryMovePointerAsync(Shard, ShardPointer.None, pointer, Ended));
        }

        await using var reopened = await OpenRegisteredAsync();
        Same(pointer, await reopened.Snapshots.ReadPointerAsync(Shard, Ended));
    }

    [Fact]
    public async Task Chunks_live_until_they_are_deleted()
    {
        var (first, second) = (new ChunkId(1, 0), new ChunkId(1, 10));
        var bytes = new byte[300_000];
        new Random(5).NextBytes(bytes);
        await using (var store = await OpenRegisteredAsync())
        {
            await store.Snapshots.WriteChunkAsync(Shard, second, bytes, Ended);
            await store.Snapshots.WriteChunkAsync(Shard, first, default, Ended);
            await store.Snapshots.WriteChunkAsync(Shard, first, default, Ended);
            await store.Snapshots.WriteChunkAsync(Shard with { Shard = 0 }, first, bytes.AsMemory(0, 1), Ended);
        }

        await using var reopened = await OpenRegisteredAsync();
        Assert.Equal([first, second], (await reopened.Snapshots.ListChunksAsync(Shard, Ended)).Order());
        Assert.Equal(bytes, (await reopened.Snapshots.ReadChunkAsync(Shard, second, Ended))!.Value.ToArray());
        Assert.Equal(0, (await reopened.Snapshots.ReadChunkAsync(Shard, first, Ended))!.Value.Length);

        await reopened.Snapshots.DeleteChunksAsync(Shard, [second, new ChunkId(9, 9)], Ended);

        Assert.Equal([first], await reopened.Snapshots.ListChunksAsync(Shard, Ended));
        Assert.Null(await reopened.Snapshots.ReadChunkAsync(Shard, second, Ended));
        Assert.Equal([first], await reopened.Snapshots.ListChunksAsync(Shard with { Shard = 0 }, Ended));
    }

    [Fact]
    public async Task A_shard_without_chunks_has_none()
    {
        await using var store = await OpenRegisteredAsync();

        Assert.Empty(await store.Snapshots.ListChunksAsync(Shard, Ended));
        Assert.Null(await store.Snapshots.ReadChunkAsync(Shard, new ChunkId(1, 1), Ended));
        await store.Snapshots.DeleteChunksAsync(Shard, [new ChunkId(1, 1)], Ended);
    }

    private static void Same(ShardPointer expected, ShardPointer actual)
    {
        Assert.Equal((expected.Epoch, expected.Version, expected.Owner), (actual.Epoch, actual.Version, actual.Owner));
        Assert.Equal(expected.Current.ToArray(), actual.Current.ToArray());
        Assert.Equal(expected.Previous.ToArray(), actual.Previous.ToArray());
    }
}
