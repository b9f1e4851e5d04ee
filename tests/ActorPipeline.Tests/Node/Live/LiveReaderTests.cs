using ActorPipeline.Definitions;
using ActorPipeline.Node.Live;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public sealed class LiveReaderTests
{
    private static readonly ViewDefinition Prices = FakePipeline.Pages with { Columns = [new("least", ColumnKind.Min, 1)] };

    [Fact]
    public async Task Keys_without_any_value_rank_behind_those_whose_values_are_below_zero()
    {
        var store = new MemoryViewStore();
        var pipeline = new FakePipeline(store);
        store.Write(Batch(1, ("/none", null), ("/below", -4), ("/above", 3)));
        store.Write(Batch(2, ("/none", null), ("/below", null), ("/zero", 0)));
        var selection = new LiveSelection(pipeline, Prices, [], Top: 4, Open: false, Last: 5);

        using var reads = TestReads.Of(store, TimeProvider.System);
        var keys = await new LiveReader(reads.Live, new LiveOptions()).RankAsync(selection, TestContext.Current.CancellationToken);

        Assert.Equal(["/above", "/zero", "/below", "/none"], keys.Keys.Select(key => key[0]));
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
