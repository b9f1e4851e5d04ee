using System.Globalization;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="IRowStore"/> must do. Derive from it and say how stores are opened on this test's own storage.</summary>
public abstract class RowStoreConformance : StoreConformance
{
    private ShardId Shard => new(Pipeline, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Queries_answer_as_the_model_does_whatever_order_revisions_arrive_in(int seed)
    {
        await using var store = await OpenRegisteredAsync();
        foreach (var view in new[] { StoredViews.Pages, StoredViews.Clients, StoredViews.Offers, StoredViews.Hostile })
        {
            var random = new Random(seed);
            var model = new ViewModel(Pipeline, view);
            for (var round = 0; round < 12; round++)
            {
                var batches = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => StoredViews.Draw(random, Pipeline, view)).ToList();
                batches.ForEach(model.Write);
                await store.Rows.WriteRowsAsync(batches, Ended);
                await SameAsync(store, model, Draw(random, model.All));
            }

            await SameAsync(store, model, model.All);
        }
    }

    [Fact]
    public async Task Rows_survive_a_restart()
    {
        var model = new ViewModel(Pipeline, StoredViews.Clients);
        await using (var store = await OpenRegisteredAsync())
        {
            var random = new Random(7);
            for (var i = 0; i < 10; i++)
            {
                var batch = StoredViews.Draw(random, Pipeline, StoredViews.Clients);
                model.Write(batch);
                await store.Rows.WriteRowsAsync([batch], Ended);
            }
        }

        await using var reopened = await OpenRegisteredAsync();
        await SameAsync(reopened, model, model.All);
    }

    [Fact]
    public async Task A_replayed_row_stands_once()
    {
        await using var store = await OpenRegisteredAsync();
        var batch = Visits("a", revision: 0, visits: 3);

        await store.Rows.WriteRowsAsync([batch], Ended);
        await store.Rows.WriteRowsAsync([batch, batch], Ended);

        Assert.Equal(3L, Assert.Single(await RowsAsync(store, Everything)).Columns[0].Value);
    }

    [Fact]
    public async Task A_lower_revision_that_comes_late_changes_nothing()
    {
        await using var store = await OpenRegisteredAsync();

        await store.Rows.WriteRowsAsync([Visits("a", revision: 2, visits: 5)], Ended);
        await store.Rows.WriteRowsAsync([Visits("a", revision: 1, visits: 4)], Ended);

        var row = Assert.Single(await RowsAsync(store, Everything));
        Assert.Equal((2, 5L), (row.Revision, row.Columns[0].Value));
    }

    [Fact]
    public async Task A_correction_of_part_of_an_entity_leaves_the_rest()
    {
        await using var store = await OpenRegisteredAsync();
        var first = Batch(StoredViews.Clients, 0);
        StoredViews.Add(first, ["c"], ["t", "p1"], true, 1L, Int128.One, 1.0, "x");
        StoredViews.Add(first, ["c"], ["t", "p2"], true, 2L, Int128.One, 1.0, "x");
        var correction = Batch(StoredViews.Clients, 1);
        StoredViews.Add(correction, ["c"], ["t", "p2"], false, 7L, Int128.One, 1.0, "x");

        await store.Rows.WriteRowsAsync([first], Ended);
        await store.Rows.WriteRowsAsync([correction], Ended);

        var rows = await RowsAsync(store, Everything with { View = StoredViews.Clients });
        Assert.Equal([("p1", 1L, 0, true), ("p2", 7L, 1, false)], rows.Select(row => (row.By[1].Value, (long)row.Columns[0].Value!, row.Revision, row.Exact)));
    }

    [Fact]
    public async Task A_first_event_that_falls_changes_the_whole_window()
    {
        await using var store = await OpenRegisteredAsync();
        foreach (var (revision, first) in new[] { (0, 500L), (1, 300L) })
        {
            var batch = new RowBatch(Pipeline, StoredViews.Clients, 0, new RowWindow(0, StoredViews.WindowMs, first), revision);
            StoredViews.Add(batch, ["c"], ["t", "p1"], true, 1L, Int128.One, 1.0, "x");
            StoredViews.Add(batch, ["c"], ["t", "p2"], true, 2L, Int128.One, 1.0, "x");
            await store.Rows.WriteRowsAsync([batch], Ended);
        }

        var rows = await RowsAsync(store, Everything with { View = StoredViews.Clients });
        Assert.Equal([(300L, 1), (300L, 1)], rows.Select(row => (row.Window.FirstEventMs, row.Revision)));
    }

    [Fact]
    public async Task Windows_of_different_lengths_keep_their_ends()
    {
        // Days in Berlin around two changes of clocks, of 24, 23, 24 hours and 24, 25, 24 hours.
        string[] midnights = ["2024-03-29T23:00Z", "2024-03-30T23:00Z", "2024-03-31T22:00Z", "2024-04-01T22:00Z"];
        string[] inAutumn = ["2024-10-25T22:00Z", "2024-10-26T22:00Z", "2024-10-27T23:00Z", "2024-10-28T23:00Z"];
        var days = DaysOf(midnights).Concat(DaysOf(inAutumn)).ToList();
        await using var store = await OpenRegisteredAsync();
        foreach (var view in new[] { StoredViews.Pages, StoredViews.Clients })
        {
            string[] by = view.ByNames.Count == 0 ? [] : ["t", "p"];
            foreach (var (revision, day) in days.SelectMany(day => new[] { (0, day), (1, day) }))
            {
                var batch = new RowBatch(Pipeline, view, 0, day, revision);
                StoredViews.Add(batch, view.KeyNames.Count == 2 ? ["t", "a"] : ["c"], by, true, 1L + revision, Int128.One, 1.0, "x");
                await store.Rows.WriteRowsAsync([batch], Ended);
            }

            var all = Everything with { View = view };
            Assert.Equal(days.Select(day => (day, 1)), (await RowsAsync(store, all)).Select(row => (row.Window, row.Revision)));
            Assert.Equal(days.Skip(1).Take(4), (await RowsAsync(store, all with { FromMs = days[1].StartMs, ToMs = days[5].StartMs })).Select(row => row.Window));
            Assert.Equal(days.TakeLast(2), (await RowsAsync(store, all with { Last = 2 })).Select(row => row.Window));
        }
    }

    [Fact]
    public async Task Numbers_of_every_size_come_back_as_they_were()
    {
        await using var store = await OpenRegisteredAsync();
        var batch = Batch(StoredViews.Pages, 0);
        Int128[] units = [0, 1, -1, 1_500_000_000, Int128.MaxValue, Int128.MinValue + 1, (Int128)long.MaxValue * 1_000_000_000];
        for (var i = 0; i < units.Length; i++)
        {
            StoredViews.Add(batch, ["t", $"{i}"], [], true, long.MinValue + i, units[i], double.MaxValue / (i + 1), "");
        }

        await store.Rows.WriteRowsAsync([batch], Ended);

        var rows = await RowsAsync(store, Everything);
        Assert.Equal(Enumerable.Range(0, units.Length).Select(i => ViewModel.Describe(batch.RowAt(i))), rows.Select(ViewModel.Describe));
    }

    [Fact]
    public async Task Nothing_is_none_and_neither_zero_nor_an_empty_text()
    {
        await using var store = await OpenRegisteredAsync();
        var pages = Batch(StoredViews.Pages, 0);
        StoredViews.Add(pages, ["t", "none"], [], true, 1L, Int128.Zero, null, null);
        StoredViews.Add(pages, ["t", "zero"], [], true, 1L, Int128.Zero, 0.0, "");
        var offers = Batch(StoredViews.Offers, 0);
        StoredViews.Add(offers, ["s"], ["none"], true, null, null, null, null);
        StoredViews.Add(offers, ["s"], ["some"], true, null, (Int128)1, null, "x");
        StoredViews.Add(offers, ["s"], ["zero"], true, Int128.Zero, Int128.Zero, 0.0, "");
        StoredViews.Add(offers, ["t"], ["none"], false, null, null, null, null);

        await store.Rows.WriteRowsAsync([pages, offers], Ended);

        Assert.Equal(Described(pages), (await RowsAsync(store, Everything)).Select(ViewModel.Describe));
        var byItem = Everything with { View = StoredViews.Offers, Where = [KeyValuePair.Create("item", "none")] };
        Assert.Equal(Described(offers), (await RowsAsync(store, Everything with { View = StoredViews.Offers })).Select(ViewModel.Describe));
        Assert.Equal([.. Described(offers).Take(1), .. Described(offers).Skip(3)], (await RowsAsync(store, byItem)).Select(ViewModel.Describe));
    }

    [Fact]
    public async Task Rows_with_and_without_values_do_not_get_into_each_others_way_in_a_large_batch()
    {
        await using var store = await OpenRegisteredAsync();
        var (pages, offers) = (Batch(StoredViews.Pages, 0), Batch(StoredViews.Offers, 0));
        for (var i = 0; i < 5_000; i++)
        {
            StoredViews.Add(pages, ["t", $"{i:D4}"], [], true, (long)i, (Int128)i, i % 3 == 0 ? null : (double)i, i % 7 == 0 ? null : $"{i}");
            StoredViews.Add(offers, [$"{i / 7:D4}"], [$"{i % 7}"], true, i < 2_500 ? null : (Int128)i, null, i % 3 == 0 ? null : (double)i, i % 7 == 0 ? null : "");
        }

        await store.Rows.WriteRowsAsync([pages, offers], Ended);

        Assert.Equal(Described(pages), (await RowsAsync(store, Everything)).Select(ViewModel.Describe));
        Assert.Equal(Described(offers), (await RowsAsync(store, Everything with { View = StoredViews.Offers })).Select(ViewModel.Describe));
    }

    [Fact]
    public async Task A_correction_brings_the_first_value()
    {
        await using var store = await OpenRegisteredAsync();
        var (first, correction) = (Batch(StoredViews.Offers, 0), Batch(StoredViews.Offers, 1));
        StoredViews.Add(first, ["s"], ["a"], true, null, null, null, null);
        StoredViews.Add(first, ["s"], ["b"], true, null, null, null, null);
        StoredViews.Add(correction, ["s"], ["a"], true, (Int128)(-5), (Int128)7, 1.0, null);

        await store.Rows.WriteRowsAsync([first], Ended);
        await store.Rows.WriteRowsAsync([correction], Ended);

        var rows = await RowsAsync(store, Everything with { View = StoredViews.Offers });
        Assert.Equal([.. Described(correction), .. Described(first).Skip(1)], rows.Select(ViewModel.Describe));
    }

    [Theory]
    [InlineData("least", "b,c,d,a,e")]
    [InlineData("newest", "d,b,a,c,e")]
    public async Task Where_the_largest_come_first_nothing_comes_last(string order, string expected)
    {
        await using var store = await OpenRegisteredAsync();
        var batch = Batch(StoredViews.Offers, 0);
        StoredViews.Add(batch, ["s"], ["a"], true, null, null, null, "");
        StoredViews.Add(batch, ["s"], ["b"], true, (Int128)5, null, null, "k");
        StoredViews.Add(batch, ["s"], ["c"], true, Int128.Zero, null, null, null);
        StoredViews.Add(batch, ["s"], ["d"], true, (Int128)(-5), null, null, "l");
        StoredViews.Add(batch, ["s"], ["e"], true, null, null, null, null);
        await store.Rows.WriteRowsAsync([batch], Ended);

        var rows = await RowsAsync(store, Everything with { View = StoredViews.Offers, Top = 5, Order = order });

        Assert.Equal(expected, string.Join(',', rows.Select(row => row.By[0].Value)));
        Assert.Equal(expected[..3], string.Join(',', (await RowsAsync(store, Everything with { View = StoredViews.Offers, Top = 2, Order = order })).Select(row => row.By[0].Value)));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await using var store = await OpenRegisteredAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => store.Rows.WriteRowsAsync([Visits($"page-{i}", 0, i)], Ended).AsTask()));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i).Order(), (await RowsAsync(store, Everything)).Select(row => (long)row.Columns[0].Value!).Order());
    }

    [Fact]
    public async Task Keys_are_found_by_the_beginning_of_any_part()
    {
        await using var store = await OpenRegisteredAsync();
        var batch = Batch(StoredViews.Pages, 0);
        foreach (var (topic, page) in new[] { ("Action", "Die Hard"), ("Drama", "Action!"), ("Drama", "Gone"), ("%", "_") })
        {
            StoredViews.Add(batch, [topic, page], [], true, 1L, Int128.One, 1.0, "");
        }

        await store.Rows.WriteRowsAsync([batch, batch], Ended);

        Assert.Equal(["Action/Die Hard", "Drama/Action!"], await KeysAsync(store, "Act", 10));
        Assert.Equal(["%/_"], await KeysAsync(store, "%", 10));
        Assert.Equal(["%/_", "Action/Die Hard"], await KeysAsync(store, "", 2));
        Assert.Empty(await KeysAsync(store, "nothing", 10));
    }

    [Fact]
    public async Task Keys_go_on_after_a_key()
    {
        await using var store = await OpenRegisteredAsync();
        var batch = Batch(StoredViews.Pages, 0);
        foreach (var (topic, page) in new[] { ("a", "x"), ("a", "y"), ("b", ""), ("b", "ax"), ("c", "a"), ("Grüße", "ä") })
        {
            StoredViews.Add(batch, [topic, page], [], true, 1L, Int128.One, 1.0, "");
        }

        await store.Rows.WriteRowsAsync([batch], Ended);

        Assert.Equal(["Grüße/ä", "a/x", "a/y", "b/", "b/ax", "c/a"], await KeysAsync(store, "", 10));
        Assert.Equal(["a/y", "b/"], await KeysAsync(store, "", 2, "a", "x"));
        Assert.Equal(["b/", "b/ax", "c/a"], await KeysAsync(store, "", 10, "a", "z"));
        Assert.Equal(["b/ax", "c/a"], await KeysAsync(store, "a", 10, "a", "y"));
        Assert.Equal(["a/x", "a/y", "b/ax", "c/a"], await KeysAsync(store, "a", 10, "Grüße", "ä"));
        Assert.Empty(await KeysAsync(store, "", 10, "c", "a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_written_between_two_pages_makes_no_row_come_twice_or_not_at_all(int seed)
    {
        await using var store = await OpenRegisteredAsync();
        var random = new Random(seed);
        foreach (var view in new[] { StoredViews.Pages, StoredViews.Clients })
        {
            var before = new ViewModel(Pipeline, view);
            var after = new ViewModel(Pipeline, view);
            await WriteAsync(store, random, view, before, after);
            await WriteAsync(store, random, view, before, after);
            var wanted = before.Find(before.All);

            var read = new List<Row>();
            await foreach (var page in store.Rows.QueryAsync(before.All with { PageRows = 8 + random.Next(8) }, Ended))
            {
                read.AddRange(page);
                await WriteAsync(store, random, view, after);
            }

            Assert.Equal(read.Select(Identity), read.OrderBy(row => row.Window.StartMs).ThenBy(row => row, RowOrder.ByKey).Select(Identity).Distinct());
            Assert.Subset(read.Select(Identity).ToHashSet(), wanted.Select(Identity).ToHashSet());
            var oldest = wanted.ToDictionary(Identity, row => row.Revision);
            Assert.All(read, row => Assert.InRange(row.Revision, oldest.GetValueOrDefault(Identity(row)), int.MaxValue));
            await SameAsync(store, after, after.All with { PageRows = 3 });
        }
    }

    [Fact]
    public async Task Readers_that_stand_still_between_two_pages_hold_up_neither_readers_nor_writers()
    {
        await using var store = await OpenRegisteredAsync();
        await store.Rows.WriteRowsAsync([.. Enumerable.Range(0, 3).Select(window => Window(window, 20))], Ended);
        var idle = new List<IAsyncEnumerator<IReadOnlyList<Row>>>();
        for (var i = 0; i < 50; i++)
        {
            idle.Add(store.Rows.QueryAsync(Everything with { PageRows = 2 }, Ended).GetAsyncEnumerator(Ended));
            Assert.True(await idle[i].MoveNextAsync());
        }

        await store.Rows.WriteRowsAsync([Window(3, 20)], Ended);
        Assert.True(await store.Snapshots.TryMovePointerAsync(Shard, ShardPointer.None, new ShardPointer(1, 1, "me", default, default), Ended));
        Assert.Equal(1, (await store.Snapshots.ReadPointerAsync(Shard, Ended)).Version);
        Assert.Equal(80, (await RowsAsync(store, Everything)).Count);

        foreach (var reader in idle)
        {
            var count = reader.Current.Count;
            while (await reader.MoveNextAsync())
            {
                count += reader.Current.Count;
            }

            Assert.InRange(count, 60, 80);
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_reader_that_stops_early_leaves_the_store_usable()
    {
        await using var store = await OpenRegisteredAsync();
        await store.Rows.WriteRowsAsync([.. Enumerable.Range(0, 50).Select(i => Visits($"{i}", 0, i))], Ended);
        for (var i = 0; i < 20; i++)
        {
            await foreach (var row in store.Rows.QueryAsync(Everything, Ended).SelectMany(page => page))
            {
                Assert.Equal("page-visitors", row.View);
                break;
            }
        }

        Assert.Equal(50, (await RowsAsync(store, Everything)).Count);
    }

    /// <summary>A query for all of <see cref="StoredViews.Pages"/>.</summary>
    protected RowQuery Everything => new() { Pipeline = Pipeline, View = StoredViews.Pages };

    /// <summary>A batch with one page's row.</summary>
    protected RowBatch Visits(string page, int revision, long visits)
    {
        var batch = Batch(StoredViews.Pages, revision);
        StoredViews.Add(batch, ["t", page], [], true, visits, Int128.One, 0.5, "");
        return batch;
    }

    /// <summary>All rows a query returns.</summary>
    protected static async Task<List<Row>> RowsAsync(OpenStores store, RowQuery query)
    {
        ArgumentNullException.ThrowIfNull(store);
        var rows = new List<Row>();
        await foreach (var row in store.Rows.QueryAsync(query, Ended).SelectMany(page => page))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static async Task SameAsync(OpenStores store, ViewModel model, RowQuery query)
    {
        var rows = await RowsAsync(store, query);
        Assert.Equal(model.Find(query).Select(ViewModel.Describe), rows.Select(ViewModel.Describe));
    }

    private async Task WriteAsync(OpenStores store, Random random, ViewDefinition view, params ViewModel[] models)
    {
        var batches = Enumerable.Range(0, 6).Select(_ => StoredViews.Draw(random, Pipeline, view, windows: 8, keys: 12)).ToList();
        Array.ForEach(models, model => batches.ForEach(model.Write));
        await store.Rows.WriteRowsAsync(batches, Ended);
    }

    private RowBatch Window(int number, int rows)
    {
        var start = number * StoredViews.WindowMs;
        var batch = new RowBatch(Pipeline, StoredViews.Pages, 0, new RowWindow(start, start + StoredViews.WindowMs, start), 0);
        foreach (var page in Enumerable.Range(0, rows))
        {
            StoredViews.Add(batch, ["t", $"{page:D3}"], [], true, 1L, Int128.One, 0.5, "");
        }

        return batch;
    }

    private static string Identity(Row row) => $"{row.Window.StartMs} {string.Join('\u0001', row.Key.Concat(row.By).Select(part => part.Value))}";

    private static RowQuery Draw(Random random, RowQuery all)
    {
        var names = all.View.KeyNames.Concat(all.View.ByNames).ToArray();
        var values = new[] { "", "a", "a text that is longer than twelve bytes", "'; DROP TABLE pointers; --", "nowhere" };
        return all with
        {
            Where = [.. names.Where(_ => random.Next(3) == 0).Select(name => KeyValuePair.Create(name, values[random.Next(values.Length)]))],
            FromMs = random.Next(3) == 0 ? random.Next(3) * StoredViews.WindowMs : null,
            ToMs = random.Next(3) == 0 ? random.Next(5) * StoredViews.WindowMs : null,
            Last = random.Next(3) == 0 ? 1 + random.Next(3) : null,
            Top = random.Next(3) == 0 ? 1 + random.Next(3) : null,
            Order = random.Next(2) == 0 ? all.View.Columns[random.Next(all.View.Columns.Count)].Name : null,
            Limit = random.Next(3) == 0 ? 1 + random.Next(5) : int.MaxValue,
            PageRows = random.Next(4) == 0 ? 1 + random.Next(10) : 100,
        };
    }

    private static IEnumerable<string> Described(RowBatch batch) => Enumerable.Range(0, batch.Count).Select(row => ViewModel.Describe(batch.RowAt(row)));

    private static IEnumerable<RowWindow> DaysOf(string[] midnights)
    {
        var times = midnights.Select(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()).ToList();
        return times.Zip(times.Skip(1), (start, end) => new RowWindow(start, end, start + 1));
    }

    private RowBatch Batch(ViewDefinition view, int revision) =>
        new(Pipeline, view, 0, new RowWindow(0, StoredViews.WindowMs, 5), revision);

    private async Task<IEnumerable<string>> KeysAsync(OpenStores store, string prefix, int limit, params string[] after)
    {
        var keys = await store.Rows.KeysAsync(Pipeline, StoredViews.Pages, prefix, after.Length > 0 ? after : null, limit, Ended);
        return keys.Select(key => string.Join('/', key));
    }
}
