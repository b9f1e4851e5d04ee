using System.Globalization;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Types;
using ActorPipeline.Definitions;
using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

public sealed class CassandraViewStoreTests(SharedServers servers) : IAsyncDisposable
{
    private readonly string _keyspace = StoreOpener.NewKeyspace();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private CassandraStoreOptions Options => new() { Keyspace = _keyspace };

    public async ValueTask DisposeAsync() => await StoreOpener.DropAsync(await servers.CassandraOrSkipAsync(Ended), _keyspace);

    [Fact]
    public async Task Anybody_reads_the_rows_with_plain_CQL()
    {
        var view = StoredViews.Pages with { ServeBy = [["topic", "window"]] };
        var clients = StoredViews.Clients with { ServeBy = [["client"]] };
        await using var store = await OpenAsync(view, clients);
        var batch = Batch(view);
        StoredViews.Add(batch, ["Action", "Die Hard"], [], true, 12L, (Int128)1_500_000_000, 0.5, "last");
        var broken = Batch(clients);
        StoredViews.Add(broken, ["me"], ["Action", "Die Hard"], true, 3L, (Int128)2_000_000_000, 0.5, "x");
        await store.WriteRowsAsync([batch, broken], Ended);

        await using var session = await ConnectAsync();
        using var pages = await session.ExecuteAsync(
            $"SELECT page, visits, spent, revision FROM {_keyspace}.p_page_visitors_by_topic_window WHERE topic = 'Action' AND window_start = '2017-01-25 14:02:00+0000'",
            null, Ended);
        using var visits = await session.ExecuteAsync($"SELECT visits FROM {_keyspace}.p_client_visits_by_client WHERE client = 'me' AND day = '2017-01-25'", null, Ended);

        var row = Assert.Single(pages.Rows);
        Assert.Equal(("Die Hard", 12L, "1.5", 0), (row[0].Get<string>()!, row[1].Get<long>(), row[2].Get<CqlDecimal>().ToString(), row[3].Get<int>()));
        Assert.NotEmpty(Assert.Single(visits.Rows)[0].Bytes.ToArray());
    }

    [Fact]
    public async Task A_replay_leaves_no_tombstone_and_no_second_row()
    {
        var clients = StoredViews.Clients with { ServeBy = [["client"]] };
        await using var store = await OpenAsync(clients);
        var batch = Batch(clients);
        StoredViews.Add(batch, ["me"], ["Action", "Die Hard"], true, 3L, (Int128)2_000_000_000, 0.5, "x");
        StoredViews.Add(batch, ["me"], ["Action", ""], true, 4L, Int128.Zero, 0.5, "");

        await store.WriteRowsAsync([batch], Ended);
        await store.WriteRowsAsync([batch], Ended);

        await using var session = await ConnectAsync();
        using var times = await session.ExecuteAsync($"SELECT WRITETIME(window_end) FROM {_keyspace}.p_client_visits_by_client", null, Ended);
        Assert.Equal((batch.Window.EndMs * 1000) + batch.Revision, Assert.Single(times.Rows)[0].Get<long>());
        Assert.Equal(2, (await RowsAsync(store, clients)).Count);
    }

    // Servers do not tell one tombstone from none: what left one with every write would leave many here.
    [Fact]
    public async Task What_is_read_after_a_replay_holds_no_tombstones()
    {
        var (pages, clients, offers) = (StoredViews.Pages with { ServeBy = [["topic", "window"]] }, StoredViews.Clients with { ServeBy = [["client"]] }, StoredViews.Offers);
        await using var store = await OpenAsync(pages, clients, offers);
        foreach (var (revision, window) in new[] { (0, 0), (0, 0), (1, 0), (1, 0), (0, 1), (0, 2), (0, 2) })
        {
            await store.WriteRowsAsync([Ten(pages, revision, window), Ten(clients, revision, window), Nothing(revision, window)], Ended);
        }

        Assert.Equal((30, 30), ((await RowsAsync(store, pages)).Count, (await RowsAsync(store, clients)).Count));
        Assert.All((int[])[(await RowsAsync(store, offers)).Count, (await RowsAsync(store, offers, "item", "none")).Count], count => Assert.Equal(3, count));
        await using var session = await ConnectAsync();
        var met = await TombstonesAsync(session);
        string[] read = ["p_page_visitors_by_window", "p_client_visits_by_window", "p_offers_by_window", "p_offers_by_item", "window_day", "window_shard"];
        Assert.All(read, table => Assert.Contains(table, met.Keys));
        Assert.All(met.Values, most => Assert.InRange(most, 0, 1));

        // The servers would have told.
        using var deleted = await session.ExecuteAsync(
            $"DELETE newest FROM {_keyspace}.p_page_visitors_by_window WHERE window_start = '2017-01-25 14:02:00+0000' AND shard = 0 AND topic = 'Action' AND page IN ('0', '1', '2', '3')",
            null, Ended);
        Assert.Equal(30, (await RowsAsync(store, pages)).Count);
        Assert.InRange((await TombstonesAsync(session))["p_page_visitors_by_window"], 4, 10);

        static RowBatch Ten(ViewDefinition view, int revision, int window)
        {
            var batch = Batch(view, revision, window);
            foreach (var name in Enumerable.Range(0, 10).Select(row => $"{row}"))
            {
                StoredViews.Add(batch, view.KeyNames.Count > 1 ? ["Action", name] : ["me"], view.ByNames.Count > 0 ? ["Action", name] : [], true, 12L, Int128.Zero, 0.5, "");
            }

            return batch;
        }

        static RowBatch Nothing(int revision, int window)
        {
            var batch = Batch(StoredViews.Offers, revision, window);
            StoredViews.Add(batch, ["me"], ["none"], true, null, null, null, null);
            return batch;
        }
    }

    [Fact]
    public async Task Nothing_is_a_cell_that_is_not_there()
    {
        await using var store = await OpenAsync(StoredViews.Offers);
        var batch = Batch(StoredViews.Offers);
        StoredViews.Add(batch, ["me"], ["none"], true, null, null, null, null);
        StoredViews.Add(batch, ["me"], ["some"], true, (Int128)1_500_000_000, null, 0.5, "");
        StoredViews.Add(batch, ["me"], ["whole"], true, (Int128)2_000_000_000, (Int128)3_000_000_000, 1.0, "n");

        await store.WriteRowsAsync([batch], Ended);

        await using var session = await ConnectAsync();
        const string Columns = "least, most, mean, newest, revision, exact";
        using var items = await session.ExecuteAsync($"SELECT {Columns} FROM {_keyspace}.p_offers_by_item WHERE item IN ('none', 'some') AND day = '2017-01-25'", null, Ended);
        using var shops = await session.ExecuteAsync(
            $"SELECT {Columns} FROM {_keyspace}.p_offers_by_shop_window WHERE shop = 'me' AND window_start = '2017-01-25 14:02:00+0000'", null, Ended);
        Assert.Equal(["1.5 null 0.5  0 True", "null null null null 0 True"], Shown(items).Order(StringComparer.Ordinal));
        Assert.Equal(["some=1.5,whole=2 whole=3 some=0.5,whole=1 some=,whole=n none=0,some=0 none=True,some=True"], Shown(shops));

        static IEnumerable<string> Shown(CqlResult result) => result.Rows.Select(row => string.Join(' ', Enumerable.Range(0, 6).Select(column => row[column].ToObject() switch
        {
            null => "null",
            IEnumerable<KeyValuePair<object?, object?>> map => string.Join(',', map.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}"))),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        })));
    }

    [Fact]
    public async Task An_entity_with_more_values_than_one_write_holds_is_read_whole()
    {
        var clients = StoredViews.Clients with { ServeBy = [["client"]] };
        await using var store = await OpenAsync(clients);
        var batch = Batch(clients);
        foreach (var page in Enumerable.Range(0, 5_000))
        {
            StoredViews.Add(batch, ["me"], ["Action", $"page {page:D5}"], page % 7 > 0, (long)page, (Int128)page, (double)page, "x");
        }

        await store.WriteRowsAsync([batch], Ended);

        var rows = await RowsAsync(store, clients);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(row => ViewModel.Describe(batch.RowAt(row))), rows.Select(ViewModel.Describe));
    }

    [Fact]
    public async Task An_entity_with_many_values_is_taken_beside_small_ones()
    {
        var clients = StoredViews.Clients with { ServeBy = [["client"]] };
        await using var store = await OpenAsync(clients);
        var batch = Batch(clients);
        foreach (var client in Enumerable.Range(0, 15))
        {
            StoredViews.Add(batch, [$"a{client:D2}"], ["Action", "Die Hard"], true, 1L, (Int128)1, 0.5, "x");
        }

        foreach (var page in Enumerable.Range(0, 5_000))
        {
            StoredViews.Add(batch, ["me"], ["a", $"{page:D4}"], true, (long)page, (Int128)page, (double)page, "x");
        }

        await store.WriteRowsAsync([batch], Ended);

        Assert.Equal(5_015, (await RowsAsync(store, clients)).Count);
    }

    [Fact]
    public async Task Rows_are_kept_as_long_as_the_options_say()
    {
        await using (await StoreOpener.OpenAsync(await ServersAsync(), Options with { KeepRows = TimeSpan.FromDays(2) }))
        {
        }

        await using var session = await ConnectAsync();
        using var kept = await session.ExecuteAsync(
            $"SELECT default_time_to_live FROM system_schema.tables WHERE keyspace_name = '{_keyspace}' AND table_name = 'window_shard'", null, Ended);
        Assert.Equal(2 * 24 * 60 * 60, kept.Rows[0][0].Get<int>());
    }

    [Fact]
    public async Task Stores_that_open_at_the_same_moment_lay_out_one_keyspace()
    {
        await ServersAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(StoredViews.Pages)));

        await Task.WhenAll(stores.Select((store, revision) => store.WriteRowsAsync([Visits(revision, revision)], Ended).AsTask()));

        foreach (var store in stores)
        {
            var row = Assert.Single(await RowsAsync(store, StoredViews.Pages));
            Assert.Equal((3, 3L), (row.Revision, row.Columns[0].Value));
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_store_would_make_is_said_before_and_a_plan_makes_nothing()
    {
        var pipeline = Pipeline("p", StoredViews.Pages);
        await using var session = await ConnectAsync();

        for (var run = 0; run < 2; run++)
        {
            var plan = await CassandraViewStore.PlanAsync(session, Options, [pipeline], Ended);
            Assert.Equal(CassandraSchema.Statements([pipeline], Options, session.Datacenter, 1), plan.Select(statement => statement.Text));
            Assert.DoesNotContain(plan, statement => statement.IsThere);
        }

        await using var store = await OpenAsync(StoredViews.Pages);
        Assert.All(await store.PlanAsync(Ended), statement => Assert.True(statement.IsThere, statement.Name));
    }

    [Fact]
    public async Task What_was_dropped_under_a_store_is_made_again_when_it_is_told_to()
    {
        await using var store = await OpenAsync(StoredViews.Pages);
        await using var session = await ConnectAsync();
        using var dropped = await session.ExecuteAsync($"DROP KEYSPACE {_keyspace}", null, Ended);

        var plan = await store.PlanAsync(Ended);
        var made = await store.ApplyAsync(Ended);

        Assert.Equal(plan, made);
        Assert.Equal($"{_keyspace}", made[0].Name);
        Assert.Empty(await store.ApplyAsync(Ended));
        await store.WriteRowsAsync([Visits(1, 7)], Ended);
        Assert.Single(await RowsAsync(store, StoredViews.Pages));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public async Task A_layout_of_another_version_is_refused(int version)
    {
        await using (await OpenAsync())
        {
        }

        await using (var session = await ConnectAsync())
        {
            using var changed = await session.ExecuteAsync($"UPDATE {_keyspace}.schema_version SET version = {version} WHERE id = 0 IF EXISTS", null, Ended);
        }

        var refused = await Assert.ThrowsAsync<StoreLayoutException>(() => OpenAsync());
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_keyspace, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_views_never_share_a_table()
    {
        await using var store = await OpenAsync();
        var view = StoredViews.Pages;
        await store.RegisterAsync(Pipeline("a-b", view with { Name = "c" }), "one", Ended);

        var refused = await Assert.ThrowsAsync<StoreLayoutException>(async () => await store.RegisterAsync(Pipeline("a", view with { Name = "b-c" }), "one", Ended));

        Assert.Contains("a_b_c_by_window", refused.Message, StringComparison.Ordinal);
        Assert.Contains("pipeline a-b", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_registered_is_refused()
    {
        await using var store = await OpenAsync();

        var refused = await Assert.ThrowsAsync<ViewStoreException>(async () => await store.WriteRowsAsync([Visits(1)], Ended));

        Assert.Contains("not registered", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_keyspace_is_told_of_and_never_made_anew_by_the_running_store()
    {
        await using var store = await OpenAsync(StoredViews.Pages);
        await store.WriteRowsAsync([Visits(1)], Ended);
        await using var session = await ConnectAsync();
        using var dropped = await session.ExecuteAsync($"DROP KEYSPACE {_keyspace}", null, Ended);

        var write = await Assert.ThrowsAsync<ViewStoreException>(async () => await store.WriteRowsAsync([Visits(2)], Ended));
        var read = await Assert.ThrowsAsync<ViewStoreException>(() => RowsAsync(store, StoredViews.Pages));
        var pointer = await Assert.ThrowsAsync<ViewStoreException>(async () => await store.ReadPointerAsync(new ShardId("p", 0), Ended));

        Assert.All([write, read, pointer], failure => Assert.Contains($"keyspace {_keyspace} or a table in it is gone", failure.Message, StringComparison.Ordinal));
        using var found = await session.ExecuteAsync($"SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = '{_keyspace}'", null, Ended);
        Assert.Empty(found.Rows);
        await using var other = await OpenAsync(StoredViews.Pages);
        await store.WriteRowsAsync([Visits(3)], Ended);
        Assert.Equal(3L, Assert.Single(await RowsAsync(store, StoredViews.Pages)).Columns[0].Value);
    }

    [Fact]
    public async Task A_chunk_without_one_of_its_pieces_is_none_and_is_cleared_away()
    {
        await using var store = await OpenAsync();
        var (shard, chunk) = (new ShardId("p", 1), new ChunkId(3, 4));
        var bytes = new byte[1_500_000];
        new Random(2).NextBytes(bytes);
        await store.WriteChunkAsync(shard, chunk, bytes, Ended);
        Assert.Equal(bytes, (await store.ReadChunkAsync(shard, chunk, Ended))!.Value.ToArray());

        await using var session = await ConnectAsync();
        using var torn = await session.ExecuteAsync(
            $"DELETE FROM {_keyspace}.snapshot_chunk WHERE pipeline = 'p' AND shard = 1 AND epoch = 3 AND number = 4 AND piece = 5", null, Ended);

        Assert.Null(await store.ReadChunkAsync(shard, chunk, Ended));
        Assert.Equal([chunk], await store.ListChunksAsync(shard, Ended));
        await store.DeleteChunksAsync(shard, [chunk], Ended);
        Assert.Empty(await store.ListChunksAsync(shard, Ended));
    }

    [Fact]
    public async Task Without_a_server_writes_fail_by_name_and_go_on_when_it_is_back()
    {
        LongTests.RunOrSkip();
        await using var own = await CassandraServers.StartOrSkipAsync(1, Ended);
        await using var store = await StoreOpener.OpenAsync(own, Options);
        await store.RegisterAsync(Pipeline("p", StoredViews.Pages), "one", Ended);
        await store.WriteRowsAsync([Visits(1)], Ended);

        await own.KillAsync(null, Ended);
        var failure = await Assert.ThrowsAnyAsync<ViewStoreException>(async () => await store.WriteRowsAsync([Visits(2)], Ended));
        Assert.Contains(own.ContactPoints, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_keyspace, failure.Message, StringComparison.Ordinal);

        await own.UpAsync(null, Ended);
        await Deadline.UntilAsync(() => FailureAsync(store, Visits(2, revision: 1)), failure => failure.Length == 0, Ended);
        Assert.Equal(2L, Assert.Single(await RowsAsync(store, StoredViews.Pages)).Columns[0].Value);
    }

    private static async Task<string> FailureAsync(CassandraViewStore store, RowBatch batch)
    {
        try
        {
            await store.WriteRowsAsync([batch], Ended);
            return "";
        }
        catch (ViewStoreException e)
        {
            return e.Message;
        }
    }

    private static PipelineDefinition Pipeline(string name, params ViewDefinition[] views) => new() { Name = name, Source = null!, Views = views, Shards = 4 };

    private static RowBatch Batch(ViewDefinition view, int revision = 0, int window = 0)
    {
        var start = new DateTimeOffset(2017, 1, 25, 14, 2, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() + (window * StoredViews.WindowMs);
        return new RowBatch("p", view, 0, new RowWindow(start, start + StoredViews.WindowMs, start + 5), revision);
    }

    private static RowBatch Visits(long visits, int revision = 0)
    {
        var batch = Batch(StoredViews.Pages, revision);
        StoredViews.Add(batch, ["t", "p"], [], true, visits, Int128.One, 0.5, "");
        return batch;
    }

    private static Task<List<Row>> RowsAsync(CassandraViewStore store, ViewDefinition view) => RowsAsync(store, new RowQuery { Pipeline = "p", View = view });

    private static Task<List<Row>> RowsAsync(CassandraViewStore store, ViewDefinition view, string name, string value) =>
        RowsAsync(store, new RowQuery { Pipeline = "p", View = view, Where = [KeyValuePair.Create(name, value)] });

    private static async Task<List<Row>> RowsAsync(CassandraViewStore store, RowQuery query)
    {
        var rows = new List<Row>();
        await foreach (var row in store.QueryAsync(query, Ended).SelectMany(page => page))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The most tombstones that one read met, by table, of those that were read.</summary>
    private async Task<Dictionary<string, double>> TombstonesAsync(CqlSession session)
    {
        using var tables = await session.ExecuteAsync("SELECT keyspace_name, table_name, count, max FROM system_views.tombstones_per_read", null, Ended);
        return tables.Rows.Where(table => table[0].Get<string>() == _keyspace && table[2].Get<long>() > 0).ToDictionary(table => table[1].Get<string>()!, table => table[3].Get<double>());
    }

    private Task<CassandraServers> ServersAsync() => servers.CassandraOrSkipAsync(Ended);

    private async Task<CqlSession> ConnectAsync() => await StoreOpener.ConnectAsync(await ServersAsync());

    private async Task<CassandraViewStore> OpenAsync(params ViewDefinition[] views)
    {
        var store = await StoreOpener.OpenAsync(await ServersAsync(), Options);
        if (views.Length > 0)
        {
            await store.RegisterAsync(Pipeline("p", views), "one", Ended);
        }

        return store;
    }
}
