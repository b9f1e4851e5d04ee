using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Serving;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Tests.Engine.BatchViews;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Serving;

public class MergedRowsTests
{
    private const long Day = 86_400_000;

    private static readonly ViewDefinition View = RandomPipeline.Draw(new Random(1)).Views[0] with
    {
        Name = "visits",
        KeyFields = [0],
        KeyNames = ["page"],
        ByFields = [],
        ByNames = [],
        Window = new WindowDefinition(10, 10),
        Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1)],
    };

    private readonly RowViews _views = new();
    private readonly InMemoryViewStore _speed = new();

    [Theory]
    [InlineData(long.MinValue, 59, "b0 b10 b20 b30 b40 s50 s60")]
    [InlineData(long.MinValue, 60, "b0 b10 b20 b30 b40 b50 s60")]
    [InlineData(20, 60, "s0 s10 b20 b30 b40 b50 s60")]
    [InlineData(15, 40, "s0 s10 b20 b30 s40 s50 s60")]
    [InlineData(long.MaxValue, 60, "s0 s10 s20 s30 s40 s50 s60")]
    [InlineData(60, 40, "s0 s10 s20 s30 s40 s50 s60")]
    [InlineData(long.MinValue, long.MinValue, "s0 s10 s20 s30 s40 s50 s60")]
    public async Task Each_window_is_of_the_batch_as_far_as_that_is_complete_and_of_the_shards_else(long completeFrom, long highWater, string expected)
    {
        await FillAsync(View, completeFrom, highWater, [0, 10, 20, 30, 40, 50, 60]);
        Assert.Equal(expected, await ReadAsync(Query(View)));
    }

    [Fact]
    public async Task The_latest_windows_are_counted_over_both_layers_and_empty_ones_do_not_count()
    {
        await FillAsync(View, 20, 60, [0, 20, 50, 70]);
        Assert.Equal("s70", await ReadAsync(Query(View) with { Last = 1 }));
        Assert.Equal("b50 s70", await ReadAsync(Query(View) with { Last = 2 }));
        Assert.Equal("s0 b20 b50 s70", await ReadAsync(Query(View) with { Last = 4 }));
        Assert.Equal("b20 b50", await ReadAsync(Query(View) with { Last = 3, ToMs = 70, FromMs = 1 }));
        Assert.Equal("s0 b20 b50", await ReadAsync(Query(View) with { Last = 9, Limit = 3 }));
        Assert.Equal("", await ReadAsync(Query(View) with { FromMs = 71, Last = 1 }));
    }

    [Fact]
    public async Task A_window_that_closes_while_the_latest_are_counted_is_not_one_more()
    {
        await FillAsync(View, long.MinValue, 30, [0, 10, 20, 30, 40]);
        _views.Read = () => Write(View, 50);
        Assert.Equal("b10 b20 s30 s40", await ReadAsync(Query(View) with { Last = 4 }));
    }

    [Fact]
    public async Task Windows_of_a_zone_change_over_where_its_clock_begins_one()
    {
        // Midnight in Berlin is at 23:00 UTC.
        var view = View with { Window = new WindowDefinition(Day, Day, "Europe/Berlin") };
        long[] starts = [(1 * Day) - 3_600_000, (2 * Day) - 3_600_000, (3 * Day) - 3_600_000];
        await FillAsync(view, long.MinValue, starts[2] - 1, starts);
        Assert.Equal($"b{starts[0]} s{starts[1]} s{starts[2]}", await ReadAsync(Query(view)));
        await FillAsync(view, long.MinValue, starts[2], starts);
        Assert.Equal($"b{starts[0]} b{starts[1]} s{starts[2]}", await ReadAsync(Query(view)));
    }

    private static RowQuery Query(ViewDefinition view) => new() { Pipeline = "p", View = view, Layer = ClosedRows.Merged };

    // Both layers have all windows: what is read twice or not at all shows.
    private async Task FillAsync(ViewDefinition view, long completeFrom, long highWater, long[] starts)
    {
        _views.Catalogue = new BatchCatalogue("memory", highWater, [new BatchView(view.Name, view.Name, completeFrom, [])], []);
        _views.Rows = [.. starts.Select(start => (start, 1L))];
        foreach (var start in starts)
        {
            await Write(view, start);
        }
    }

    private async Task Write(ViewDefinition view, long start)
    {
        var batch = new RowBatch("p", view, 0, new RowWindow(start, start + 10, start), 0);
        batch.Keys[0].Add("/a"u8);
        ((WholeNumberColumn)batch.Columns[0]).Add(1);
        batch.EndRow(exact: true);
        await _speed.WriteRowsAsync([batch], TestContext.Current.CancellationToken);
    }

    private async Task<string> ReadAsync(RowQuery query)
    {
        var rows = new MergedRows(_speed, _views, _views.Catalogue).QueryAsync(query, TestContext.Current.CancellationToken);
        var found = await rows.SelectMany(page => page).ToListAsync(TestContext.Current.CancellationToken);
        return string.Join(' ', found.Select(row => $"{row.Layer.Text()[0]}{row.Window.StartMs}"));
    }
}
