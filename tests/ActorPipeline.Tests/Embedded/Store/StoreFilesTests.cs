using ActorPipeline.Embedded;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Store;

/// <summary>What is on disk, and what happens when the disk does not play along.</summary>
public sealed class StoreFilesTests : IDisposable
{
    private const string Pipeline = "p";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private static RowQuery Pages => new() { Pipeline = Pipeline, View = StoredViews.Pages };

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Folding_superseded_rows_changes_no_answer_and_leaves_one_table_row_each(int seed)
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        foreach (var view in new[] { StoredViews.Pages, StoredViews.Clients, StoredViews.Offers, StoredViews.Hostile })
        {
            var model = new ViewModel(Pipeline, view);
            var random = new Random(seed);
            await using (var store = await OpenAsync(folder))
            {
                for (var i = 0; i < 30; i++)
                {
                    var batch = StoredViews.Draw(random, Pipeline, view);
                    model.Write(batch);
                    await store.WriteRowsAsync([batch], Ended);
                }
            }

            var table = new ViewTable(Pipeline, view);
            using (var database = DuckDbDatabase.Open(folder.ViewsPath, new Dictionary<string, string>()))
            using (var connection = database.Connect())
            {
                for (var window = 0; window < 4; window++)
                {
                    connection.Execute(ViewSql.Fold(table, window * StoredViews.WindowMs));
                }

                var identity = string.Join(", ", table.Keys.Append("revision").Append("first_event").Append("window_start"));
                Assert.Equal(0, Number(connection, $"SELECT count(*) FROM (SELECT 1 FROM {DuckDbSql.Name(table.Name)} GROUP BY {identity} HAVING count(*) > 1)"));
            }

            await using var reopened = await OpenAsync(folder);
            Assert.Equal(model.Find(model.All).Select(ViewModel.Describe), (await RowsAsync(reopened, model.All)).Select(ViewModel.Describe));
        }
    }

    [Fact]
    public async Task The_writer_folds_what_corrections_replaced_once_it_has_nothing_else_to_do()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        await using (var store = await OpenAsync(folder))
        {
            for (var revision = 0; revision < 5; revision++)
            {
                await store.WriteRowsAsync([Batch("a", revision)], Ended);
            }

            await store.Folded;
        }

        using var database = DuckDbDatabase.Open(folder.ViewsPath, new Dictionary<string, string>());
        using var connection = database.Connect();
        var table = DuckDbSql.Name(new ViewTable(Pipeline, StoredViews.Pages).Name);
        Assert.Equal(1, Number(connection, $"SELECT count(*) FROM {table}"));
        Assert.Equal(4, Number(connection, $"SELECT max(revision)::BIGINT FROM {table}"));
    }

    [Fact]
    public async Task A_store_of_a_later_version_is_refused_by_name()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        await using (await OpenAsync(folder))
        {
        }

        using (var database = DuckDbDatabase.Open(folder.ViewsPath, new Dictionary<string, string>()))
        using (var connection = database.Connect())
        {
            connection.Execute("UPDATE store_version SET version = 3");
        }

        var refused = await Assert.ThrowsAsync<StoredFormatException>(() => OpenAsync(folder));
        Assert.Contains("version 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains(folder.ViewsPath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        await File.WriteAllTextAsync(folder.ViewsPath, new string('x', 10_000), Ended);

        var refused = await Assert.ThrowsAsync<ViewStoreException>(() => OpenAsync(folder));

        Assert.Contains(folder.ViewsPath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_cannot_be_done_fails_alone()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        await using var store = await OpenAsync(folder);
        var unknown = new RowBatch("unknown", StoredViews.Pages, 0, new RowWindow(0, 1, 0), 0);
        StoredViews.Add(unknown, ["t", "p"], [], true, 1L, Int128.One, 1.0, "");

        var writes = Enumerable.Range(0, 20).Select(i => store.WriteRowsAsync([i == 7 ? unknown : Batch($"{i}", 0)], Ended).AsTask()).ToArray();

        await Assert.ThrowsAsync<ViewStoreException>(() => writes[7]);
        await Task.WhenAll(writes.Where(write => write != writes[7]));
        Assert.Equal(19, (await RowsAsync(store, Pages)).Count);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_given_up()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        var options = new DuckDbStoreOptions { QueryTimeout = TimeSpan.Zero };
        await using var store = new DuckDbViewStore(folder, options, new VirtualTimeProvider(), NullLogger<DuckDbViewStore>.Instance);
        await store.RegisterAsync(StoredViews.Pipeline(Pipeline), "f", Ended);

        var refused = await Assert.ThrowsAsync<ViewStoreException>(() => RowsAsync(store, Pages));

        Assert.Contains("longer than", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_has_no_more_rows_than_wanted_and_an_answer_no_later_windows_than_there_were()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        await using var store = await OpenAsync(folder);
        await store.WriteRowsAsync([.. Enumerable.Range(0, 10).Select(i => Batch($"{i}", 0))], Ended);

        var pages = new List<int>();
        await foreach (var page in store.QueryAsync(Pages with { PageRows = 3 }, Ended))
        {
            pages.Add(page.Count);
            var later = new RowBatch(Pipeline, StoredViews.Pages, 0, new RowWindow(StoredViews.WindowMs, 2 * StoredViews.WindowMs, 0), 0);
            StoredViews.Add(later, ["t", $"{pages.Count}"], [], true, 1L, Int128.One, 1.0, "");
            await store.WriteRowsAsync([later], Ended);
        }

        Assert.Equal([3, 3, 3, 1], pages);
        Assert.Equal(14, (await RowsAsync(store, Pages)).Count);
    }

    [Fact]
    public async Task A_full_disk_fails_writes_and_the_store_works_again_when_there_is_space()
    {
        using var disk = SmallDisk.MountOrSkip(24);
        using var folder = DataFolder.Open(Path.Combine(disk.Path, "data"));
        await using var store = await OpenAsync(folder);
        await store.WriteRowsAsync([Batch("before", 0)], Ended);
        var pointer = new ShardPointer(1, 1, "me", new byte[10], default);
        Assert.True(await store.TryMovePointerAsync(new ShardId(Pipeline, 0), ShardPointer.None, pointer, Ended));
        disk.Fill();

        await Assert.ThrowsAsync<ViewStoreException>(async () => await WriteUntilFailureAsync(store));
        await Assert.ThrowsAnyAsync<ViewStoreException>(async () => await store.WriteChunkAsync(new ShardId(Pipeline, 0), new ChunkId(1, 1), new byte[100_000], Ended));

        disk.Free();
        await store.WriteRowsAsync([Batch("after", 0)], Ended);
        await store.WriteChunkAsync(new ShardId(Pipeline, 0), new ChunkId(1, 1), new byte[100_000], Ended);
        Assert.True(await store.TryMovePointerAsync(new ShardId(Pipeline, 0), pointer, pointer with { Version = 2 }, Ended));
        var pages = (await RowsAsync(store, Pages)).Select(row => row.Key[1].Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "before", "after" }, pages);
    }

    [Theory]
    [InlineData("views.duckdb")]
    [InlineData("snapshots")]
    public async Task Nothing_is_acknowledged_that_the_next_start_would_not_find(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells a file from another one at its path");
        using var folder = DataFolder.Open(_folder.Of("data"));
        await using var store = await OpenAsync(folder);
        var path = Path.Combine(folder.Path, name);
        Directory.Move(path, $"{path}.moved");

        var failed = await Assert.ThrowsAnyAsync<ViewStoreException>(async () =>
        {
            await store.WriteChunkAsync(new ShardId(Pipeline, 0), new ChunkId(1, 1), new byte[10], Ended);
            await store.WriteRowsAsync([Batch("a", 0)], Ended);
        });
        Assert.Contains($"{path} is no longer what this node opened", failed.Message, StringComparison.Ordinal);
        failed = await Assert.ThrowsAnyAsync<ViewStoreException>(() => RowsAsync(store, Pages));
        Assert.Contains(path, failed.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(path), $"{path} was made again");
    }

    [Fact]
    public async Task A_write_ahead_log_that_has_grown_is_folded_every_minute()
    {
        using var folder = DataFolder.Open(_folder.Of("data"));
        var time = new VirtualTimeProvider();
        var options = new DuckDbStoreOptions { CheckpointFromBytes = 64 << 10 };
        await using var store = new DuckDbViewStore(folder, options, time, NullLogger<DuckDbViewStore>.Instance);
        await store.RegisterAsync(StoredViews.Pipeline(Pipeline), "f", Ended);
        using var memory = new StoreMemory(store);
        await store.WriteRowsAsync([Large(0)], Ended);
        Assert.True(LogLength(folder) > options.CheckpointFromBytes, $"the log has {LogLength(folder)} bytes");
        Assert.InRange(memory.Read(), 1, options.MemoryBytes);

        time.Advance(options.CheckpointEvery);

        // The first turn may be the one that was asked; the second comes after it.
        await store.WriteRowsAsync([Batch("x", 0)], Ended);
        await store.WriteRowsAsync([Batch("y", 0)], Ended);
        Assert.True(LogLength(folder) < options.CheckpointFromBytes, $"the log has {LogLength(folder)} bytes");

        // What is not worth it stays.
        time.Advance(options.CheckpointEvery);
        await store.WriteRowsAsync([Batch("z", 0)], Ended);
        Assert.True(LogLength(folder) > 0);
    }

    public void Dispose() => _folder.Dispose();

    private static long LogLength(DataFolder folder) => new FileInfo($"{folder.ViewsPath}.wal") is { Exists: true } log ? log.Length : 0;

    private static async Task WriteUntilFailureAsync(DuckDbViewStore store)
    {
        for (var i = 0; ; i++)
        {
            await store.WriteRowsAsync([Large(i)], Ended);
        }
    }

    private static RowBatch Large(int number)
    {
        var batch = new RowBatch(Pipeline, StoredViews.Pages, 0, new RowWindow(number, number + 1, number), 0);
        for (var row = 0; row < 2_000; row++)
        {
            StoredViews.Add(batch, [$"topic {row}", $"page {number} {row * 7919}"], [], true, (long)row, (Int128)row, 0.5, $"{number * row}");
        }

        return batch;
    }

    private static async Task<DuckDbViewStore> OpenAsync(DataFolder folder)
    {
        var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        await store.RegisterAsync(StoredViews.Pipeline(Pipeline), "f", Ended);
        return store;
    }

    private static RowBatch Batch(string page, int revision)
    {
        var batch = new RowBatch(Pipeline, StoredViews.Pages, 0, new RowWindow(0, StoredViews.WindowMs, 0), revision);
        StoredViews.Add(batch, ["t", page], [], true, (long)revision, Int128.One, 1.0, "");
        return batch;
    }

    private static async Task<List<Row>> RowsAsync(DuckDbViewStore store, RowQuery query)
    {
        var rows = new List<Row>();
        await foreach (var row in store.QueryAsync(query, Ended).SelectMany(page => page))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static long Number(DuckDbConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        using var result = statement.Query();
        Assert.Equal(1, result.ReadChunk());
        return result.Column(0).Value<long>(0);
    }
}
