using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Views;

public sealed class OpenRowSelectionTests
{
    [Fact]
    public void The_largest_are_found_where_one_number_is_beyond_a_decimals_range()
    {
        const string Spent = "spent";
        var query = new RowQuery { Pipeline = "p", View = StoredViews.Pages, Top = 2, Order = Spent };

        var selected = OpenRowSelection.Select(query, [Page("/small", 2.5m), Page("/huge", 1e30), Page("/more", 3m)]);

        Assert.Equal(["/huge", "/more"], selected.Select(row => row.Key[0].Value));

        Row Page(string page, object value) => new("p", StoredViews.Pages.Name, [new("page", page)], [], new RowWindow(0, 5_000, 1), [new(Spent, value)], "open", Exact: true, Revision: 0);
    }
}
