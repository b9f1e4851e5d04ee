using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.TestKit.Cassandra;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

/// <summary>Keys, which lie in a partition per shard and bucket.</summary>
public sealed class KeyReaderTests : StubStoreTest
{
    private readonly ConcurrentDictionary<(int Shard, int Bucket), SortedSet<(string Topic, string Page)>> _stored = new();

    [Fact]
    public async Task Keys_of_all_buckets_are_merged_in_their_order_and_read_no_further_than_wanted()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        Answer = AnswerKeys;
        await WriteAsync(client, Keys(2, 300).Where((_, index) => index % 2 == 0), shard: 0);
        await WriteAsync(client, Keys(2, 300).Where((_, index) => index % 2 == 1), shard: 3);

        var found = await FindAsync(client, "", 250);

        Assert.Equal(Keys(2, 300).Take(250), found);
        var reads = Calls.Where(IsRead).ToArray();
        Assert.Equal(Pipeline.Shards * KeysTable.Buckets, reads.Select(read => Schema.PartitionOf(read.Statements[0])).Distinct().Count());
        Assert.Equal(Pipeline.Shards * KeysTable.Buckets, reads.Length);
        Assert.All(reads, read => Assert.Equal(250, read.PageSize));
    }

    [Fact]
    public async Task A_prefix_of_any_part_finds_keys_in_whatever_bucket_they_lie()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        Answer = AnswerKeys;
        await WriteAsync(client, Keys(3, 100));

        Assert.Equal([("topic 0", "page 00042"), ("topic 1", "page 00042"), ("topic 2", "page 00042")], await FindAsync(client, "page 00042", 10));
        Assert.Equal(Keys(2, 100).Skip(100), await FindAsync(client, "topic 1", 1_000));
        Assert.Empty(await FindAsync(client, "nothing", 10));
        Assert.Empty(await FindAsync(client, "", 0));
    }

    [Fact]
    public async Task Keys_after_a_key_are_read_from_its_first_part_on()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        Answer = AnswerKeys;
        await WriteAsync(client, Keys(2, 100));

        Assert.Equal(Keys(2, 100).Skip(143).Take(10), await FindAsync(client, "", 10, "topic 1", "page 00042"));
        Assert.All(Calls.Where(IsRead), read => Assert.Equal("topic 1", Encoding.UTF8.GetString(read.Statements[0].Values[2]!)));
        Assert.Equal([("topic 1", "page 00042")], await FindAsync(client, "page 00042", 10, "topic 0", "page 00042"));
        Assert.Empty(await FindAsync(client, "", 10, "topic 1", "page 00099"));
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_is_a_failure_not_a_gap()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        Answer = call => IsRead(call) && PartitionOf(call.Statements[0]) == (2, 17) ? StubAnswer.Error(0x2200, "unconfigured table") : StubAnswer.Void;

        await Assert.ThrowsAsync<ActorPipeline.Storage.ViewStoreException>(() => FindAsync(client, "", 10));
    }

    [Theory]
    [InlineData("Action", "Die Hard", 5)]
    [InlineData("Drama", "", 4)]
    [InlineData("Grüße", "世界", 57)]
    public void A_key_is_always_in_the_same_bucket(string topic, string page, int bucket) => Assert.Equal(bucket, KeysTable.BucketOf(Batch(topic, page), 0));

    // A key of one part: its shard and its bucket go by the same hash.
    [Fact]
    public void Keys_of_one_shard_are_spread_over_all_buckets_evenly()
    {
        var batch = new RowBatch("p", StoredViews.Clients, 1, new RowWindow(0, StoredViews.WindowMs, 5), 0);
        foreach (var client in Enumerable.Range(0, 100_000).Select(number => $"client {number}").Where(client => ShardOf(client) == 1))
        {
            StoredViews.Add(batch, [client], ["", ""], true, 1L, Int128.One, 0.5, "");
        }

        var sizes = Enumerable.Range(0, batch.Count).CountBy(row => KeysTable.BucketOf(batch, row)).Select(bucket => bucket.Value).ToArray();

        Assert.Equal(KeysTable.Buckets, sizes.Length);
        Assert.InRange(sizes.Max(), 1, 2 * batch.Count / KeysTable.Buckets);

        static int ShardOf(string key) => IntakeState.ShardOf(Murmur3.Hash64(TupleCodec.Encode([key])), 4);
    }

    private static RowBatch Batch(string topic, string page)
    {
        var batch = new RowBatch("p", View, 0, new RowWindow(0, StoredViews.WindowMs, 5), 0);
        StoredViews.Add(batch, [topic, page], [], true, 1L, Int128.One, 0.5, "");
        return batch;
    }

    private static bool IsRead(StubCall call) => call.Statements[0].Cql.StartsWith("SELECT", StringComparison.Ordinal);

    private static (int Shard, int Bucket) PartitionOf(StubStatement statement) =>
        (BinaryPrimitives.ReadInt32BigEndian(statement.Values[0]), BinaryPrimitives.ReadInt32BigEndian(statement.Values[1]));

    private async Task<IEnumerable<(string Topic, string Page)>> FindAsync(StoreClient client, string prefix, int limit, params string[] after) =>
        (await SoonAsync(new KeyReader(client).FindAsync("p/page-visitors", Tables, prefix, after.Length > 0 ? after : null, limit, Cancelled).AsTask())).Select(key => (key[0], key[1]));

    /// <summary>Keeps keys and gives them back as a server would: in order within a partition.</summary>
    private StubAnswer AnswerKeys(StubCall call)
    {
        var keys = call.Statements.Where(statement => StubSchema.TableOf(statement.Cql) == Tables.Keys.Name).ToArray();
        if (!IsRead(call))
        {
            Array.ForEach(keys, Keep);
            return StubAnswer.Void;
        }

        return _stored.TryGetValue(PartitionOf(keys[0]), out var stored)
            ? StubAnswer.Rows(["topic", "page"], [.. stored.Select(key => (string?[])[key.Topic, key.Page])])
            : StubAnswer.Void;
    }

    private void Keep(StubStatement insert)
    {
        var keys = _stored.GetOrAdd(PartitionOf(insert), _ => new SortedSet<(string, string)>());
        lock (keys)
        {
            keys.Add((Encoding.UTF8.GetString(insert.Values[2]!), Encoding.UTF8.GetString(insert.Values[3]!)));
        }
    }
}
