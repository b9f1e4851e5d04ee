using System.Net;
using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Lake.Sql;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Tests.Lake.Sql;
using ActorPipeline.Tests.Lake.Views;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

/// <summary>Statements over the lake, as both listeners answer them.</summary>
public sealed class SqlTests : IDisposable
{
    private const long Start = 1_485_349_200_000;

    private static readonly PipelineDefinition Site = TestPipelines.Site;

    private readonly ViewBench _lake = new(Site);
    private readonly LakeTables _tables;

    public SqlTests() => _tables = new LakeTables(_lake.Lake, _lake.Views);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_come_in_the_format_that_is_asked_for()
    {
        await using var node = await StartAsync();
        const string Query = "select url, count(*) as n from site group by url order by url";

        using (var json = await SendAsync(node, Query))
        {
            Assert.Equal((HttpStatusCode.OK, "application/json", "no-store"), (json.StatusCode, json.Content.Headers.ContentType?.ToString(), json.Headers.CacheControl?.ToString()));
            Assert.Equal("""[{"url":"/a","n":2},""" + "\n" + """{"url":"/b","n":1}]""", await json.TextAsync());
        }

        using (var lines = await SendAsync(node, Query, "application/x-ndjson"))
        {
            Assert.Equal("""{"url":"/a","n":2}""" + "\n" + """{"url":"/b","n":1}""" + "\n", await lines.TextAsync());
        }

        using (var csv = await SendAsync(node, Query, "text/csv"))
        {
            Assert.Equal("text/csv; charset=utf-8; header=present", csv.Content.Headers.ContentType?.ToString());
            Assert.Equal("url,n\r\n/a,2\r\n/b,1\r\n", await csv.TextAsync());
        }

        using (var parquet = await SendAsync(node, Query, "application/vnd.apache.parquet"))
        {
            var bytes = await parquet.Content.ReadAsByteArrayAsync(Ended);
            Assert.Equal("PAR1"u8.ToArray(), bytes[..4]);
        }

        await SendAsync(node, Query, "image/png").ProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
        using var head = await node.Operators.PostAsync(new Uri("/pbm/sql?head=true&format=ndjson", UriKind.Relative), Body(Query), Ended);
        Assert.StartsWith("""{"columns":[{"name":"url","type":"VARCHAR"},{"name":"n","type":"BIGINT"}]}""" + "\n", await head.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_tables.Folder));
    }

    [Fact]
    public async Task Batch_rows_are_those_of_the_catalogue_that_the_ledger_names()
    {
        await using var node = await StartAsync();
        const string Query = "select url, visits, layer from site.pages order by all";
        Assert.Equal("[]", await (await SendAsync(node, Query)).TextAsync());

        var catalogue = await _lake.Views.WriteAsync(Site.Name, await _lake.ComputeAsync(7), 7, Ended);
        node.Engine[Site].Ledger = node.Engine[Site].Ledger with { Catalogue = catalogue };

        Assert.Equal("""[{"url":"/a","visits":2,"layer":"batch"},""" + "\n" + """{"url":"/b","visits":1,"layer":"batch"}]""", await (await SendAsync(node, Query)).TextAsync());
    }

    [Fact]
    public async Task What_is_wrong_is_a_problem_that_says_where()
    {
        await using var node = await StartAsync();

        using (var wrong = await SendAsync(node, "select url\nfrom site where nosuch = 1"))
        {
            var problem = JsonDocument.Parse(await wrong.TextAsync()).RootElement;
            Assert.Equal((2, 17), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
            Assert.EndsWith("LINE 2: from site where nosuch = 1\n                        ^", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        await SendAsync(node, "select 1 fro m x").ProblemAsync(HttpStatusCode.BadRequest, "bad-sql");
        await SendAsync(node, "select * from read_text('/etc/passwd')").ProblemAsync(HttpStatusCode.BadRequest, "sql-refused");
        await SendAsync(node, "copy site to '/tmp/x.csv'").ProblemAsync(HttpStatusCode.BadRequest, "sql-refused");
        await node.Web.PostAsync(Sql, TestNode.Content("[]", "application/json"), Ended).ProblemAsync(HttpStatusCode.BadRequest, "bad-body");
        await node.Web.PostAsync(Sql, TestNode.Content("{\"query\":7}", "application/json"), Ended).ProblemAsync(HttpStatusCode.BadRequest, "bad-body");
        await node.Web.PostAsync(Sql, TestNode.Content("{", "application/json"), Ended).ProblemAsync(HttpStatusCode.BadRequest, "bad-body");
        await node.GetAsync("/api/sql").ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task What_is_too_much_is_a_problem_that_names_the_setting()
    {
        await using var node = await StartAsync("sql.max-rows=2", "sql.max-result-size=40", "sql.max-statement-size=70");

        Assert.Contains("sql.max-rows", await SendAsync(node, "from range(3)").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "result-too-large"), StringComparison.Ordinal);
        Assert.Contains("sql.max-result-size", await SendAsync(node, "select repeat('x', 50)").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "result-too-large"), StringComparison.Ordinal);
        await SendAsync(node, $"select 1{new string(' ', 70)}").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "statement-too-long");
        await SendAsync(node, $"select 1{new string(' ', 5_000)}").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_given_up()
    {
        await using var node = await StartAsync("sql.timeout=200ms");

        var detail = await SendAsync(node, "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1").ProblemAsync(HttpStatusCode.GatewayTimeout, "time-out");

        Assert.Contains("sql.timeout", detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_tables.Folder));
    }

    [Fact]
    public async Task Statements_beyond_those_that_may_wait_are_told_to_come_back()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var reached = new SemaphoreSlim(0);
        var runner = new SqlInProcess
        {
            Before = (_, token) =>
            {
                reached.Release();
                return release.Task.WaitAsync(token);
            },
        };
        await using var node = await TestNode.StartAsync(_tables, runner, "sql.concurrent=1", "sql.max-waiting=0", "sql.timeout=1m");
        var running = SendAsync(node, "select 1");
        Assert.True(await reached.WaitAsync(TimeSpan.FromMinutes(1), Ended));

        using (var refused = await SendAsync(node, "select 1"))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        }

        await SendAsync(node, "select 1").ProblemAsync(HttpStatusCode.ServiceUnavailable, "sql-busy");
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_gives_its_statement_up()
    {
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var reached = new SemaphoreSlim(0);
        var runner = new SqlInProcess
        {
            Before = (_, token) =>
            {
                token.Register(given.SetResult);
                reached.Release();
                return Task.CompletedTask;
            },
        };
        await using var node = await TestNode.StartAsync(_tables, runner, "sql.timeout=1h");
        using var leaving = new CancellationTokenSource();
        var left = node.Web.PostAsync(Sql, Body("select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1"), leaving.Token);
        Assert.True(await reached.WaitAsync(TimeSpan.FromMinutes(1), Ended));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await given.Task.WaitAsync(TimeSpan.FromMinutes(1), Ended);
    }

    [Fact]
    public async Task Where_there_is_no_lake_or_statements_are_off_it_is_said()
    {
        await using (var without = await TestNode.StartAsync())
        {
            await SendAsync(without, "select 1").ProblemAsync(HttpStatusCode.Conflict, "no-lake");
            await without.GetAsync("/api/sql/tables").ProblemAsync(HttpStatusCode.Conflict, "no-lake");
        }

        await using var off = await StartAsync("sql.enabled=off");
        await SendAsync(off, "select 1").ProblemAsync(HttpStatusCode.NotFound, "sql-off");
    }

    [Fact]
    public async Task The_token_and_the_rate_of_the_API_hold()
    {
        await using var node = await StartAsync("web.token=secret", "web.request-burst=1", "web.requests-per-second=1");

        await SendAsync(node, "select 1").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        node.Web.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(node, "select 1")).StatusCode);
        await SendAsync(node, "select 1").ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
    }

    [Fact]
    public async Task Tables_are_listed()
    {
        await using var node = await StartAsync();

        var tables = await node.AskAsync("/pbm/sql/tables").JsonAsync();

        Assert.Equal(["\"films\"", "\"films\".\"page-visitors\"", "\"films\".\"client-visits\"", "\"site\"", "\"site\".\"pages\""], tables.EnumerateArray().Take(5).Select(table => table.GetProperty("name").GetString()));
        Golden.Check("sql-table.json", tables[4]);
    }

    public void Dispose() => _lake.Dispose();

    private static Uri Sql { get; } = new("/api/sql", UriKind.Relative);

    private static StringContent Body(string query) => TestNode.Content(JsonSerializer.Serialize(new { query }), "application/json");

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, string query, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sql) { Content = Body(query) };
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await node.Web.SendAsync(request, Ended);
    }

    private async Task<TestNode> StartAsync(params string[] settings)
    {
        await _lake.AddAsync(new[] { "/a", "/b", "/a" }.Select((url, i) => new SourceEvent(0, i, Start + i, ["web", "10.0.0.7", url])));
        return await TestNode.StartAsync(_tables, new SqlInProcess(), settings);
    }
}
