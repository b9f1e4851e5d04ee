using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Dashboard;

/// <summary>The page as people see it, in a real browser, fed by demo traffic.</summary>
public sealed class DashboardTests
{
    private const string State = "document.querySelector('.pill')?.dataset.state ?? ''";
    private const string Charts = "document.querySelectorAll('.panel[aria-label] .plot canvas').length";
    private const string Newest = "document.querySelector('.age')?.textContent ?? ''";

    // What the charts draw, added up: the tables that hold it are opened first.
    private const string Drawn = """
        document.querySelectorAll('.panel button[aria-expanded=false]').forEach(button => button.click());
        [...document.querySelectorAll('.panel .tables td')].reduce((sum, cell) => sum + (parseInt(cell.textContent) || 0), 0)
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charts_appear_and_grow_while_the_connection_is_live()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Path, Cancelled, "--demo");
        await using var page = await Browser.OpenOrSkipAsync(new Uri(node.Web, "/?pipeline=site-log&view=page-visits"), Cancelled);

        await UntilAsync(page, State, state => state.GetString() == "live");
        await UntilAsync(page, Charts, charts => charts.GetInt32() > 0);
        var first = await UntilAsync(page, Drawn, drawn => drawn.GetInt32() > 0);
        await UntilAsync(page, Drawn, drawn => drawn.GetInt32() > first.GetInt32());
        await UntilAsync(page, Newest, newest => newest.GetString()!.StartsWith("as of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_says_when_the_node_is_gone_and_comes_back_with_it()
    {
        using var folder = new TemporaryFolder();
        var node = await NodeProcess.StartAsync(folder.Path, FreePorts.Pair(), Cancelled);
        try
        {
            await using var page = await Browser.OpenOrSkipAsync(node.Web, Cancelled);
            await UntilAsync(page, State, state => state.GetString() == "live");

            await node.KillAsync(Cancelled);
            await UntilAsync(page, State, state => state.GetString() == "reconnecting");

            await node.DisposeAsync();
            node = await node.StartAgainAsync(folder.Path, Cancelled);
            await UntilAsync(page, State, state => state.GetString() == "live");
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    private static Task<JsonElement> UntilAsync(Browser page, string expression, Func<JsonElement, bool> isExpected) =>
        Deadline.UntilAsync(
            () => page.EvaluateAsync(expression, Cancelled),
            answer => answer.ValueKind != JsonValueKind.Undefined && isExpected(answer),
            Cancelled,
            expression);
}
