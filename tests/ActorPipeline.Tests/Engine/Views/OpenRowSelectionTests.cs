using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Views;

public sealed class OpenRowSelectionTests
{
    private const string Spent = "spent";

    [Fact]
    public void The_largest_are_found_where_one_number_is_beyond_a_decimals_range()
    {
        var query = new RowQuery { Pipeline = "p", View = StoredViews.Pages, Top = 2, Order = Spent };

        var selected = OpenRowSelection.Select(query, [Page("/small", 2.5m), Page("/huge", 1e30), Page("/more", 3m)]);

        Assert.Equal(["/huge", "/more"], selected.Select(row => row.Key[0].Value));
    }

    [Fact]
    public void Rows_without_a_value_come_last_among_the_largest()
    {
        var query = new RowQuery { Pipeline = "p", View = StoredViews.Pages, Top = 3, Order = Spent };

        var selected = OpenRowSelection.Select(query, [Page("/none", null), Page("/below", -1m), Page("/another", null), Page("/zero", 0m)]);

        Assert.Equal(["/zero", "/below", "/another"], selected.Select(row => row.Key[0].Value));
    }

    private static Row Page(string page, object? value) => new(
        "p", StoredViews.Pages.Name, [new("page", page)], [], new RowWindow(0, 5_000, 1), [new(Spent, value)], RowLayer.Open, Exact: true, Revision: 0);
}
