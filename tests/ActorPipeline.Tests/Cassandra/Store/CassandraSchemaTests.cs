using ActorPipeline.Cassandra.Store;
using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Conformance;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

public sealed class CassandraSchemaTests
{
    private static readonly CassandraStoreOptions Options = new();

    [Fact]
    public void A_view_has_a_table_by_window_one_for_each_list_and_one_of_keys()
    {
        var statements = Of(StoredViews.Pages with { Name = "page-visitors", ServeBy = [["topic", "window"], ["topic", "page"]] });

        Assert.Equal(
        [
            """CREATE TABLE IF NOT EXISTS actor_pipeline.csc8101_page_visitors_by_window (window_start timestamp, shard int, "topic" text, "page" text, window_end timestamp, first_event timestamp, revision int, exact boolean, "visits" bigint, "spent" decimal, "mean" double, "newest" text, PRIMARY KEY ((window_start, shard), "topic", "page")) WITH compaction = {'class': 'SizeTieredCompactionStrategy'} AND default_time_to_live = 0""",
            """CREATE TABLE IF NOT EXISTS actor_pipeline.csc8101_page_visitors_by_topic_window ("topic" text, window_start timestamp, "page" text, window_end timestamp, first_event timestamp, revision int, exact boolean, "visits" bigint, "spent" decimal, "mean" double, "newest" text, PRIMARY KEY (("topic", window_start), "page")) WITH compaction = {'class': 'SizeTieredCompactionStrategy'} AND default_time_to_live = 0""",
            """CREATE TABLE IF NOT EXISTS actor_pipeline.csc8101_page_visitors_by_topic_page ("topic" text, "page" text, day date, window_start timestamp, window_end timestamp, first_event timestamp, revision int, exact boolean, "visits" bigint, "spent" decimal, "mean" double, "newest" text, PRIMARY KEY (("topic", "page", day), window_start)) WITH CLUSTERING ORDER BY (window_start DESC) AND compaction = {'class': 'SizeTieredCompactionStrategy'} AND default_time_to_live = 0""",
            """CREATE TABLE IF NOT EXISTS actor_pipeline.csc8101_page_visitors_keys (shard int, bucket int, "topic" text, "page" text, PRIMARY KEY ((shard, bucket), "topic", "page")) WITH compaction = {'class': 'SizeTieredCompactionStrategy'} AND default_time_to_live = 0""",
        ], statements.TakeLast(4).Select(statement => statement[..statement.IndexOf(" AND id = ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_breakdown_is_a_map_per_column_unless_the_table_is_served_by_it()
    {
        var statements = Of(StoredViews.Clients with { ServeBy = [["client"], ["page", "window"]] }).TakeLast(3).ToArray();

        Assert.Contains("""revision map<frozen<tuple<text, text>>, int>, exact map<frozen<tuple<text, text>>, boolean>, "visits" map<frozen<tuple<text, text>>, bigint>""", statements[0], StringComparison.Ordinal);
        Assert.Contains("""PRIMARY KEY (("page", window_start), "client", "topic")""", statements[1], StringComparison.Ordinal);
        Assert.DoesNotContain("map<", statements[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_the_stores_own_columns_stay_the_stores()
    {
        var statement = Of(StoredViews.Hostile with { ServeBy = [["select"]] }).TakeLast(2).First();

        Assert.Contains("\"window_start_\" text", statement, StringComparison.Ordinal);
        Assert.Contains("\"revision_\" map<text, bigint>", statement, StringComparison.Ordinal);
        Assert.Contains("\"a 'quoted' \"\"name\"\"\" map<text, text>", statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_has_the_same_id_whoever_makes_it_and_no_other_table_has_it()
    {
        var ids = Of(StoredViews.Pages).Skip(1).Select(statement => statement[statement.IndexOf("id = ", StringComparison.Ordinal)..]).ToArray();
        var elsewhere = CassandraSchema.Statements([], Options with { Keyspace = "other" }, "dc1", 1).Skip(1);

        Assert.Equal(ids, Of(StoredViews.Pages).Skip(1).Select(statement => statement[statement.IndexOf("id = ", StringComparison.Ordinal)..]));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(elsewhere, statement => Assert.DoesNotContain(ids, id => statement.EndsWith(id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 2, 2)]
    [InlineData(0, 7, 3)]
    [InlineData(5, 7, 5)]
    public void Zero_copies_means_three_or_as_many_as_there_are_nodes(int factor, int nodes, int copies)
    {
        var statement = CassandraSchema.Statements([], new CassandraStoreOptions { ReplicationFactor = factor }, "dc'1", nodes)[0];

        Assert.Equal($"CREATE KEYSPACE IF NOT EXISTS actor_pipeline WITH replication = {{'class': 'NetworkTopologyStrategy', 'dc''1': {copies}}}", statement);
    }

    [Fact]
    public void Rows_days_windows_and_keys_live_as_long_as_the_options_say_and_snapshots_for_ever()
    {
        var statements = CassandraSchema.Statements([Pipeline(StoredViews.Pages)], Options with { KeepRows = TimeSpan.FromHours(1) }, "dc1", 1);

        Assert.All(
            statements.Where(statement => statement.StartsWith("CREATE TABLE", StringComparison.Ordinal)),
            statement => Assert.Equal(
                statement.Contains(".csc8101_", StringComparison.Ordinal) || statement.Contains(".window_", StringComparison.Ordinal),
                statement.Contains("default_time_to_live = 3600", StringComparison.Ordinal)));
    }

    [Fact]
    public void Tables_whose_rows_come_and_go_are_soon_rid_of_their_tombstones()
    {
        var churning = Of(StoredViews.Pages).Where(statement => statement.Contains(".snapshot_chunk", StringComparison.Ordinal) || statement.Contains(".cluster_", StringComparison.Ordinal)).ToArray();

        Assert.Equal(4, churning.Length);
        Assert.All(churning, statement => Assert.Contains(
            ") WITH gc_grace_seconds = 600 AND memtable_flush_period_in_ms = 600000 AND id = ", statement, StringComparison.Ordinal));
        Assert.All(Of(StoredViews.Pages).Except(churning), statement => Assert.DoesNotContain("gc_grace_seconds", statement, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Capital")]
    [InlineData("1st")]
    [InlineData("drop; table")]
    [InlineData("a_name_that_is_longer_than_cassandra_takes_for_it")]
    public void A_keyspace_has_a_plain_name(string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => CassandraSchema.Statements([], Options with { Keyspace = name }, "dc1", 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_are_kept_for_a_time_that_servers_take()
    {
        Assert.Throws<ArgumentException>(() => CassandraSchema.Statements([], Options with { KeepRows = TimeSpan.FromDays(8_000) }, "dc1", 1));
        Assert.Throws<ArgumentException>(() => CassandraSchema.Statements([], Options with { KeepRows = TimeSpan.FromMilliseconds(1) }, "dc1", 1));
        Assert.Throws<ArgumentException>(() => CassandraSchema.Statements([], Options with { KeepRows = TimeSpan.FromSeconds(-1) }, "dc1", 1));
    }

    private static IReadOnlyList<string> Of(ViewDefinition view) => CassandraSchema.Statements([Pipeline(view)], Options, "dc1", 1);

    private static PipelineDefinition Pipeline(ViewDefinition view) => new() { Name = "csc8101", Source = null!, Views = [view], Shards = 4 };
}
