using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

/// <summary>How many replicas must answer, as servers are told: what the store promises rests on it.</summary>
public sealed class ConsistencyTests : StubStoreTest
{
    private static readonly ShardId Shard = new("p", 1);

    [Fact]
    public async Task Rows_and_keys_are_written_and_read_at_local_quorum()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;

        await WriteAsync(client, Keys(2, 20));
        await new KeyReader(client).FindAsync("p/page-visitors", Tables, "", null, 10, Cancelled);

        Assert.Equal(
            ["p_page_visitors_by_topic_page", "p_page_visitors_by_topic_window", "p_page_visitors_by_window", "p_page_visitors_keys", "window_day", "window_shard"],
            Calls.Select(TableOf).Distinct().Order());
        Assert.Contains(Calls, call => call.Statements[0].Cql.StartsWith("SELECT", StringComparison.Ordinal));
        Assert.All(Calls, call => Assert.Equal((CqlConsistency.LocalQuorum, null), (call.Consistency, call.Serial)));
    }

    [Fact]
    public async Task Chunks_are_written_read_listed_and_deleted_at_local_quorum()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        var (chunks, chunk) = (new ChunkTable(client), new ChunkId(3, 4));

        await SoonAsync(chunks.WriteAsync(Shard, chunk, new byte[ChunkTable.PieceBytes + 1], Cancelled).AsTask());
        await SoonAsync(chunks.ReadAsync(Shard, chunk, Cancelled).AsTask());
        await SoonAsync(chunks.ListAsync(Shard, Cancelled).AsTask());
        await SoonAsync(chunks.DeleteAsync(Shard, [chunk], Cancelled).AsTask());

        Assert.Equal(7, Calls.Count);
        Assert.All(Calls, call => Assert.Equal((CqlConsistency.LocalQuorum, null), (call.Consistency, call.Serial)));
    }

    [Fact]
    public async Task Pointers_are_compared_and_set_at_quorum_and_serial_and_read_at_serial()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        var pointers = new PointerTable(client);
        var first = new ShardPointer(1, 1, "n1", default, default);
        Answer = call => TableOf(call) == "snapshot_pointer" && call.Statements[0].Cql.Contains(" IF ", StringComparison.Ordinal) ? StubAnswer.Applied : StubAnswer.Void;

        Assert.Equal(ShardPointer.None, await SoonAsync(pointers.ReadAsync(Shard, Cancelled).AsTask()));
        Assert.True(await SoonAsync(pointers.TryMoveAsync(Shard, ShardPointer.None, first, Cancelled).AsTask()));
        Assert.True(await SoonAsync(pointers.TryMoveAsync(Shard, first, first with { Version = 2 }, Cancelled).AsTask()));

        Assert.Equal(
            [
                ("INSERT", CqlConsistency.Quorum, (CqlConsistency?)CqlConsistency.Serial),
                ("SELECT", CqlConsistency.Serial, null),
                ("UPDATE", CqlConsistency.Quorum, CqlConsistency.Serial),
            ],
            Calls.Select(call => (call.Statements[0].Cql[..6], call.Consistency, call.Serial)).Order());
    }

    private static string TableOf(StubCall call) => StubSchema.TableOf(call.Statements[0].Cql);
}
