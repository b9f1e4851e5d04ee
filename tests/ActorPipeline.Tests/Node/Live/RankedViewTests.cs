using System.Diagnostics.Metrics;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Node.Live;
using ActorPipeline.Node.Serving;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public sealed class RankedViewTests : IDisposable
{
    private static readonly ViewDefinition Prices = FakePipeline.Pages with { Columns = [new("least", ColumnKind.Min, 1)] };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryRowStore _store = new();
    private readonly FakePipeline _pipeline;
    private readonly ManualTime _time = new();
    private readonly ViewReads _reading;
    private int _reads;

    public RankedViewTests()
    {
        _pipeline = new FakePipeline(_store);
        _store.AfterRead = () => _reads++;
        _reading = TestReads.Of(_store, _time);
    }

    public void Dispose()
    {
        _reading.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Keys_without_any_value_rank_behind_those_whose_values_are_below_zero()
    {
        _store.Write(Batch(1, ("/none", null), ("/below", -4), ("/above", 3)));
        _store.Write(Batch(2, ("/none", null), ("/below", null), ("/zero", 0)));
        using var view = View(Prices);

        Assert.Equal(["/above", "/zero", "/below", "/none"], await RankAsync(view, top: 4));
    }

    [Fact]
    public async Task What_closes_is_ranked_without_another_read_of_the_store()
    {
        _pipeline.Close(1, ("/a", 10), ("/b", 5), ("/c", 1));
        using var view = View(FakePipeline.Pages);
        Assert.Equal(["/a", "/b"], await RankAsync(view, top: 2));

        _pipeline.Close(2, ("/c", 100));
        Assert.Equal(["/c", "/a"], await RankAsync(view, top: 2));
        _pipeline.Close(2, revision: 1, ("/c", 101), ("/b", 400));
        Assert.Equal(["/b", "/c", "/a"], await RankAsync(view, top: 3));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task Only_the_latest_windows_count()
    {
        using var view = View(FakePipeline.Pages);
        _pipeline.Close(1, ("/old", 1_000));
        for (var window = 2; window <= 6; window++)
        {
            _pipeline.Close(window, ("/a", 1));
        }

        _pipeline.Close(1, revision: 1, ("/old", 2_000));
        Assert.Equal(["/a"], await RankAsync(view, top: 5));
    }

    [Fact]
    public async Task After_rows_were_missed_the_store_is_read_again()
    {
        using var view = View(FakePipeline.Pages);
        Assert.Empty(await RankAsync(view, top: 5));

        var stored = new RowBatch("site", FakePipeline.Pages, 0, FakePipeline.Window(3), 0);
        stored.Keys[0].Add("/elsewhere"u8);
        stored.Columns.Cast<WholeNumberColumn>().ToList().ForEach(column => column.Add(7));
        stored.EndRow(exact: true);
        _store.Write(stored);
        _pipeline.Missed();

        Assert.Equal(["/elsewhere"], await RankAsync(view, top: 5));
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_store_that_fails_is_read_again_at_the_next_ranking()
    {
        _pipeline.Close(1, ("/a", 1));
        using var view = View(FakePipeline.Pages);
        _store.Failure = new Storage.ViewStoreException("full");
        await Assert.ThrowsAsync<Storage.ViewStoreException>(() => RankAsync(view, top: 5));

        _store.Failure = null;
        Assert.Equal(["/a"], await RankAsync(view, top: 5));
    }

    [Fact]
    public async Task Rows_that_still_count_are_asked_for_once_for_all_who_rank_at_the_same_time()
    {
        using var view = View(FakePipeline.Pages);
        _pipeline.Open = [FakePipeline.OpenRow(1, "/a", 1)];
        Assert.Equal(["/a"], await RankAsync(view, top: 5, isOpen: true));
        _pipeline.Open = [FakePipeline.OpenRow(1, "/b", 1)];
        Assert.Equal(["/a"], await RankAsync(view, top: 5, isOpen: true));
        Assert.Empty(await RankAsync(view, top: 5));

        _time.Advance(new LiveOptions().RankInterval);
        Assert.Equal(["/b"], await RankAsync(view, top: 5, isOpen: true));
    }

    [Fact]
    public async Task A_ranking_outlives_its_last_watcher_for_a_while()
    {
        _pipeline.Close(1, ("/a", 1));
        var views = new RankedViews(Context());
        for (var i = 0; i < 100; i++)
        {
            await RankAsync(views.Open(Selection(FakePipeline.Pages)), top: 5);
            views.Close(Selection(FakePipeline.Pages));
        }

        Assert.Equal((1, 1), (_reads, _pipeline.Followers));
        var ended = Task.Delay(new LiveOptions().KeepRanking, _time, TestContext.Current.CancellationToken);
        _time.Advance(new LiveOptions().KeepRanking);
        await ended;
        Assert.Equal(0, _pipeline.Followers);
        views.EndAll();
    }

    private static async Task<IEnumerable<string>> RankAsync(RankedView view, int top, bool isOpen = false) =>
        (await view.RankAsync(top, isOpen, TestContext.Current.CancellationToken)).Keys.Select(key => key[0]);

    private RankedView View(ViewDefinition view) => new(Selection(view), Context());

    private LiveSelection Selection(ViewDefinition view) => new(_pipeline, view, [], Top: 5, Open: false, Last: 10);

    private LiveContext Context()
    {
        var options = new LiveOptions();
        var instruments = new LiveInstruments(_services.GetRequiredService<IMeterFactory>());
        var bytes = new BytesComparer(new TableHash(new Random(1)));
        return new LiveContext(new LiveReader(_reading.Live, options), options, _time, instruments, NullLoggerFactory.Instance, bytes);
    }

    private static RowBatch Batch(int window, params ReadOnlySpan<(string Page, int? Price)> rows)
    {
        var batch = new RowBatch("site", Prices, 0, FakePipeline.Window(window), 0);
        foreach (var (page, price) in rows)
        {
            batch.Keys[0].Add(System.Text.Encoding.UTF8.GetBytes(page));
            if (price is { } units)
            {
                ((FixedPointColumn)batch.Columns[0]).Add(units * FixedPointColumn.UnitsPerOne);
            }
            else
            {
                batch.Columns[0].AddNone();
            }

            batch.EndRow(exact: true);
        }

        return batch;
    }
}
