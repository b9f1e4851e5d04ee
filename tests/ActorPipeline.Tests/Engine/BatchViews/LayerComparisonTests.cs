using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class LayerComparisonTests
{
    private static readonly ViewDefinition View = new()
    {
        Name = "page-visits",
        KeyFields = [0],
        KeyNames = ["page"],
        ByFields = [],
        ByNames = [],
        Window = new WindowDefinition(1_000, 1_000),
        Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1), new ColumnDefinition("visitors", ColumnKind.Distinct, 1)],
        ServeBy = [["page"]],
    };

    [Fact]
    public async Task Rows_of_both_with_the_same_values_do_not_drift_whatever_their_revisions_and_first_events()
    {
        var batch = Of(0, "/a", 1, 1);
        Assert.Equal(RowDrift.None with { Compared = 1 }, await CompareAsync([batch], [batch with { Revision = 3, Window = batch.Window with { FirstEventMs = 7 } }]));
    }

    [Fact]
    public async Task Rows_of_one_layer_and_other_values_drift_and_the_first_is_told()
    {
        var drift = await CompareAsync(
            [Of(0, "/a", 1, 1), Of(0, "/b", 2, 1), Of(2_000, "/a", 1, 1)],
            [Of(0, "/b", 1, 1), Of(1_000, "/a", 1, 1), Of(2_000, "/a", 1, 1), Of(2_000, "/b", 1, 1)]);
        Assert.Equal(new RowDrift(5, 1, 2, 1, 0, "1970-01-01T00:00:00Z page=/a: batch visits=1 visitors=1, speed none"), drift);
        Assert.Equal(4, drift.Rows);
    }

    [Fact]
    public async Task An_estimate_of_a_distinct_count_is_no_drift_and_another_column_beside_one_is()
    {
        Row Estimate(long visits) => Of(0, "/a", visits, 990) with { Exact = false };
        Assert.Equal(RowDrift.None with { Compared = 1, Approximate = 1 }, await CompareAsync([Of(0, "/a", 5, 1_000)], [Estimate(5)]));
        Assert.Equal(1, (await CompareAsync([Of(0, "/a", 5, 1_000)], [Estimate(6)])).Different);
    }

    [Fact]
    public async Task Rows_under_the_overflow_key_have_others_in_the_batch_in_that_window_only()
    {
        var drift = await CompareAsync(
            [Of(0, "/a", 1, 1), Of(0, "/b", 1, 1), Of(0, "/c", 1, 1), Of(1_000, "/a", 1, 1)],
            [Of(0, "/a", 1, 1), Of(0, TupleCodec.OverflowPart, 2, 1)]);
        Assert.Equal((5L, 3L, 1L), (drift.Compared, drift.Approximate, drift.OnlyBatch));
    }

    [Fact]
    public async Task A_key_that_is_too_long_for_both_is_compared_as_any_other()
    {
        var long_ = Of(0, TupleCodec.OverflowPart, 2, 1);
        var drift = await CompareAsync([long_], [long_, Of(0, "~z", 1, 1)]);
        Assert.Equal((2L, 1L, 0L), (drift.Compared, drift.OnlySpeed, drift.Approximate));
    }

    [Fact]
    public void Keys_are_in_the_order_of_their_code_points_as_stores_have_them()
    {
        string[] keys = ["", "a", "a\uFFFD", "a\U0001F600", "b", "\uE000", "\uFFFD", "\U0001F600", "\U0001F601"];
        var rows = keys.Select(key => Of(0, key, 1, 1)).ToList();
        Assert.Equal(keys, rows.AsEnumerable().Reverse().Order(RowOrder.ByKey).Select(row => row.Key[0].Value));
    }

    private static Row Of(long startMs, string page, long visits, long visitors) => new(
        "p",
        View.Name,
        [KeyValuePair.Create("page", page)],
        [],
        new RowWindow(startMs, startMs + 1_000, startMs),
        [KeyValuePair.Create("visits", (object?)visits), KeyValuePair.Create("visitors", (object?)visitors)],
        RowLayer.Batch,
        true,
        0);

    // Pages of one row each: a page ends anywhere.
    private static async Task<RowDrift> CompareAsync(Row[] batch, Row[] speed) =>
        (await LayerComparison.OfAsync(View, PagesOf(batch), PagesOf(speed), TestContext.Current.CancellationToken)).Values.Aggregate(RowDrift.None, (sum, one) => sum.Plus(one));

    private static IAsyncEnumerable<IReadOnlyList<Row>> PagesOf(Row[] rows) => rows.Select(row => (IReadOnlyList<Row>)[row]).ToAsyncEnumerable();
}
