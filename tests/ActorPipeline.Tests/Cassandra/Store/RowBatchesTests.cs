using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit.Cassandra;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

/// <summary>How rows and keys go to servers.</summary>
public sealed class RowBatchesTests : StubStoreTest
{
    // Servers warn above it (batch_size_warn_threshold).
    private const int WarnBytes = 5 * 1024;

    [Fact]
    public async Task Batches_are_unlogged_and_of_no_more_bytes_and_partitions_than_servers_take_well()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;

        await WriteAsync(client, Keys(3, 400));

        var batches = Calls.Where(call => call.Batch is not null).ToArray();
        Assert.True(batches.Length > 3, $"{batches.Length} batches");
        Assert.All(batches, batch =>
        {
            Assert.Equal(CqlBatchType.Unlogged, batch.Batch);
            Assert.InRange(batch.Statements.Select(Schema.PartitionOf).Distinct().Count(), 1, ReplicaBatches.MostPartitions);
            Assert.InRange(batch.Statements.Sum(statement => statement.Bytes), 0, WarnBytes);
        });
    }

    [Fact]
    public async Task Every_row_goes_to_each_of_its_tables_once_and_every_key_to_its_bucket()
    {
        var client = await ConnectAsync();
        await using var session = client.Session;

        await WriteAsync(client, Keys(3, 400));

        var statements = Calls.SelectMany(call => call.Statements).ToArray();
        Assert.Equal(
            [
                ("p_page_visitors_by_topic_page", 1_200), ("p_page_visitors_by_topic_window", 1_200), ("p_page_visitors_by_window", 1_200),
                ("p_page_visitors_keys", 1_200), ("window_day", 1), ("window_shard", 1),
            ],
            statements.DistinctBy(statement => $"{statement.Cql}{string.Join(' ', statement.Values.Select(value => Convert.ToHexString(value!)))}")
                .CountBy(statement => StubSchema.TableOf(statement.Cql)).Select(table => (table.Key, table.Value)).Order());
        Assert.Equal(2 + (4 * 1_200), statements.Length);
        Assert.Equal(
            KeysTable.Buckets, statements.Where(statement => StubSchema.TableOf(statement.Cql) == "p_page_visitors_keys").Select(Schema.PartitionOf).Distinct().Count());
    }

    // Null would be a tombstone for every such cell.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_has_no_value_is_not_set_and_never_null(int revision)
    {
        var client = await ConnectAsync();
        await using var session = client.Session;
        var batch = new RowBatch(Pipeline.Name, View, 0, new RowWindow(0, StoredViews.WindowMs, 5), revision);
        StoredViews.Add(batch, ["t", "p"], [], true, 1L, Int128.Zero, null, null);

        await WriteAsync(client, batch);

        var statements = Calls.SelectMany(call => call.Statements).ToArray();
        Assert.All(statements, statement => Assert.DoesNotContain(null, statement.Values));
        foreach (var table in Tables.Rows)
        {
            var row = Assert.Single(statements, statement => StubSchema.TableOf(statement.Cql) == table.Name);
            var unset = table.Markers.Zip(row.Values).Where(value => ReferenceEquals(value.Second, StubStatement.Unset)).Select(value => (value.First.Role, value.First.Index));
            Assert.Equal([(ColumnRole.Value, 2), (ColumnRole.Value, 3)], unset);
        }
    }
}
