using System.Net;
using System.Text.Json;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Storage;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Views;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

public sealed class RowsTests
{
    private const string Rows = "/api/pipelines/films/views/page-visitors/rows";

    [Fact]
    public async Task Rows_have_the_shape_every_reader_relies_on()
    {
        await using var node = await StartAsync();
        Golden.Check("rows.json", await node.GetAsync(Rows).JsonAsync());
        Golden.Check("rows-by.json", await node.GetAsync("/api/pipelines/films/views/client-visits/rows").JsonAsync());
    }

    [Fact]
    public async Task Rows_come_as_csv_and_as_lines_of_json()
    {
        await using var node = await StartAsync();
        Golden.Check("rows.csv", await TextAsync(node, Rows, "text/csv"));
        Golden.Check("rows-by.csv", await TextAsync(node, "/api/pipelines/films/views/client-visits/rows?format=csv", "*/*"));
        Golden.Check("rows.ndjson", await TextAsync(node, Rows, "application/x-ndjson"));
    }

    [Theory]
    [InlineData("text/csv;q=0.5, application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/*", "text/csv")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json;q=0, text/csv", "text/csv")]
    public async Task The_most_wanted_format_is_sent(string accept, string sent)
    {
        await using var node = await StartAsync();
        using var answer = await SendAsync(node, Rows, accept);
        Assert.Equal(sent, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Rows_that_the_store_does_not_keep_are_no_empty_list()
    {
        var runtime = new TestRuntime(TestPipelines.Relayed);
        using var reads = TestReads.Of(new TestViews(), TimeProvider.System);
        var handlers = new RowHandlers(new PipelineCatalog([runtime]), reads, TestNode.Options().Web);
        var context = new DefaultHttpContext();

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => handlers.RowsAsync(context, "relayed", "pages"));

        Assert.Equal(409, refusal.Status);
        Assert.Equal("rows-not-stored", refusal.Code);
        Assert.Contains("those of pages go to topic ap.relayed.rows only", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("rows-not-stored", (await Assert.ThrowsAsync<ProblemException>(() => handlers.KeysAsync(context, "relayed", "pages"))).Code);

        context.Request.QueryString = new QueryString("?layer=open");
        await handlers.RowsAsync(context, "relayed", "pages");
        Assert.Equal(200, context.Response.StatusCode);
    }

    [Fact]
    public async Task A_format_nobody_has_is_not_acceptable()
    {
        await using var node = await StartAsync();
        await SendAsync(node, Rows, "image/png").ProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    [Theory]
    [InlineData("key.topic=Action", "Die Hard,Heat,Die Hard")]
    [InlineData("key.topic=Action&key.page=Heat", "Heat")]
    [InlineData("from=2017-01-25T14:03:00Z", "Die Hard")]
    [InlineData("to=1485352980000", "Die Hard,Heat,Tár")]
    [InlineData("last=1", "Die Hard")]
    [InlineData("top=1", "Heat,Die Hard")]
    [InlineData("top=1&order=visitors", "Tár,Die Hard")]
    [InlineData("limit=2", "Die Hard,Heat")]
    [InlineData("layer=speed", "Die Hard,Heat,Tár,Die Hard")]
    public async Task Parameters_choose_rows(string query, string pages)
    {
        await using var node = await StartAsync();
        Assert.Equal(pages, Pages(await node.GetAsync($"{Rows}?{query}").JsonAsync()));
    }

    [Fact]
    public async Task Rows_of_the_batch_are_refused_where_there_is_no_lake()
    {
        await using var node = await StartAsync();
        await node.GetAsync($"{Rows}?layer=batch").ProblemAsync(HttpStatusCode.Conflict, "no-batch-rows");
        await node.GetAsync($"{Rows}?layer=merged").ProblemAsync(HttpStatusCode.Conflict, "no-batch-rows");
    }

    [Theory]
    [InlineData("key.tpoic=Action", "unknown-parameter")]
    [InlineData("by.topic=Action", "unknown-parameter")]
    [InlineData("last=0", "bad-parameter")]
    [InlineData("top=x", "bad-parameter")]
    [InlineData("limit=1000001", "bad-parameter")]
    [InlineData("limit=100001&open=true", "bad-parameter")]
    [InlineData("order=colour", "bad-parameter")]
    [InlineData("from=yesterday", "bad-parameter")]
    [InlineData("open=1", "bad-parameter")]
    [InlineData("layer=deep", "bad-parameter")]
    [InlineData("format=xml", "bad-parameter")]
    public async Task A_parameter_that_means_nothing_is_refused(string query, string code)
    {
        await using var node = await StartAsync();
        Assert.NotEmpty(await node.GetAsync($"{Rows}?{query}").ProblemAsync(HttpStatusCode.BadRequest, code));
    }

    [Fact]
    public async Task A_limit_is_set_where_none_is_given()
    {
        await using var node = await StartAsync("web.rows.default-limit=3");
        Assert.Equal("Die Hard,Heat,Tár", Pages(await node.GetAsync(Rows).JsonAsync()));
        Assert.Equal(3, node.Engine.Listed.LastQuery?.Limit);
    }

    [Fact]
    public async Task Open_rows_are_merged_in_order_and_a_closed_row_wins_over_the_same_open_one()
    {
        await using var node = await StartAsync();
        node.Engine[TestPipelines.Films].Open =
        [
            TestRows.Page(2, "Action", "Heat", 4, 4, RowLayer.Open), TestRows.Page(0, "Action", "Heat", 1, 1, RowLayer.Open), TestRows.Page(0, "Comedy", "Airplane", 2, 2, RowLayer.Open),
        ];
        Assert.Equal("Die Hard,Heat,Tár,Die Hard", Pages(await node.GetAsync(Rows).JsonAsync()));
        var merged = await node.GetAsync($"{Rows}?open=true").JsonAsync();
        Assert.Equal("Die Hard,Heat,Airplane,Tár,Die Hard,Heat", Pages(merged));
        Assert.Equal(["speed", "speed", "open", "speed", "speed", "open"], merged.EnumerateArray().Select(row => row.GetProperty("layer").GetString()!));
        Assert.Equal("Heat,Airplane,Heat", Pages(await node.GetAsync($"{Rows}?layer=open").JsonAsync()));
    }

    [Fact]
    public async Task Last_and_top_hold_for_closed_and_open_rows_together()
    {
        await using var node = await StartAsync();
        node.Engine[TestPipelines.Films].Open = [TestRows.Page(1, "Action", "Heat", 40, 1, RowLayer.Open), TestRows.Page(2, "Action", "Heat", 4, 4, RowLayer.Open)];
        Assert.Equal("Die Hard,Heat,Heat", Pages(await node.GetAsync($"{Rows}?open=true&last=2").JsonAsync()));
        Assert.Equal("Heat,Heat,Heat", Pages(await node.GetAsync($"{Rows}?open=true&top=1").JsonAsync()));
    }

    [Fact]
    public async Task A_store_that_fails_before_the_first_row_is_a_problem_and_later_a_broken_answer()
    {
        await using var node = await StartAsync();
        node.Engine.Listed.Failure = new ViewStoreException("views.duckdb is damaged");
        using var answer = await node.GetAsync(Rows);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);

        for (var i = 0; i < 2_000; i++)
        {
            node.Engine.Listed.Rows.Add(TestRows.Page(3, "Filler", $"{i:D4}", 1, 1));
        }

        node.Engine.Listed.FailAfter = 2_000;
        await Assert.ThrowsAnyAsync<Exception>(() => node.GetAsync(Rows));
    }

    [Fact]
    public async Task Unknown_names_are_not_found_and_the_known_ones_are_named()
    {
        await using var node = await StartAsync();
        Assert.Contains("films", await node.GetAsync("/api/pipelines/none/views/x/rows").ProblemAsync(HttpStatusCode.NotFound, "unknown-pipeline"), StringComparison.Ordinal);
        Assert.Contains("page-visitors", await node.GetAsync("/api/pipelines/films/views/x/rows").ProblemAsync(HttpStatusCode.NotFound, "unknown-view"), StringComparison.Ordinal);
        await node.GetAsync("/api/nothing").ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<TestNode> StartAsync(params string[] settings)
    {
        var node = await TestNode.StartAsync(settings);
        node.Engine.Listed.Rows.AddRange(
        [
            TestRows.Page(0, "Action", "Die Hard", 12, 9), TestRows.Page(0, "Action", "Heat", 15, 2), TestRows.Page(0, "Drama", "Tár", 11, 10),
            TestRows.Page(1, "Action", "Die Hard", 7, 7), TestRows.Client(0, "a,\"b\"", "Action", "Die Hard", 3),
        ]);
        return node;
    }

    private static string Pages(JsonElement rows) =>
        string.Join(',', rows.EnumerateArray().Select(row => row.GetProperty("key").GetProperty("page").GetString()));

    private static async Task<string> TextAsync(TestNode node, string path, string accept)
    {
        using var answer = await SendAsync(node, path, accept);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.TextAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        return await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
