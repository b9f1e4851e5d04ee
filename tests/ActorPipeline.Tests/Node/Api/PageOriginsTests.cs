using System.Net;
using System.Net.WebSockets;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Node.Live;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

/// <summary>Which pages may read: <c>web.allowed-origins</c> over the API, the hub and the description of both. For the collector see <see cref="CollectOriginsTests"/>.</summary>
public sealed class PageOriginsTests
{
    private const string Monitor = "https://monitor.example";
    private const string Allowed = $"web.allowed-origins=[\"{Monitor}\"]";
    private const string Negotiate = "/hubs/live/negotiate?negotiateVersion=1";

    [Theory]
    [InlineData("/api/pipelines", "GET")]
    [InlineData("/api/nothing", "GET")]
    [InlineData("/openapi/v1.json", "GET")]
    [InlineData(Negotiate, "POST")]
    [InlineData("/hubs/live", "GET")]
    public async Task Pages_of_origins_that_are_not_named_are_refused(string path, string method)
    {
        await using var node = await TestNode.StartAsync(Allowed);
        using var answer = await SendAsync(node, method, path, "https://elsewhere.example");
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.Ordinal));
        var detail = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.Forbidden, "foreign-origin");
        Assert.Equal("pages of https://elsewhere.example may not use this; see web.allowed-origins", detail);
        await PreflightAsync(node, path, method, "https://elsewhere.example").ProblemAsync(HttpStatusCode.Forbidden, "foreign-origin");
    }

    [Theory]
    [InlineData("/api/pipelines", "GET", HttpStatusCode.OK)]
    [InlineData("/api/nothing", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/pipelines/none/status", "GET", HttpStatusCode.NotFound)]
    [InlineData("/openapi/v1.json", "GET", HttpStatusCode.OK)]
    [InlineData(Negotiate, "POST", HttpStatusCode.OK)]
    [InlineData("/hubs/live", "GET", HttpStatusCode.BadRequest)]
    public async Task Pages_of_origins_that_are_named_may_read_every_answer(string path, string method, HttpStatusCode status)
    {
        await using var node = await TestNode.StartAsync(Allowed);
        using var answer = await SendAsync(node, method, path, Monitor);
        Assert.Equal(status, answer.StatusCode);
        AssertReadable(answer);
    }

    [Theory]
    [InlineData("/api/pipelines", "GET")]
    [InlineData("/openapi/v1.json", "GET")]
    [InlineData(Negotiate, "POST")]
    [InlineData("/hubs/live", "DELETE")]
    public async Task A_browser_that_asks_beforehand_is_told_so_and_needs_no_token_for_it(string path, string method)
    {
        await using var node = await TestNode.StartAsync(Allowed, "web.token=secret");
        using var answer = await PreflightAsync(node, path, method, Monitor);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Monitor, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Equal("GET,POST,DELETE", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("Authorization,Content-Type,X-Requested-With,X-SignalR-User-Agent", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    [Fact]
    public async Task A_page_may_read_that_it_lacks_the_token_or_asks_too_often()
    {
        await using var node = await TestNode.StartAsync(Allowed, "web.token=secret", "web.requests-per-second=1", "web.request-burst=1");
        using var without = await SendAsync(node, "GET", "/api/pipelines", Monitor);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        AssertReadable(without);
        node.Web.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        using var first = await SendAsync(node, "GET", "/api/pipelines", Monitor);
        using var second = await SendAsync(node, "GET", "/api/pipelines", Monitor);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        AssertReadable(second);
    }

    [Theory]
    [InlineData("/api/pipelines", "GET")]
    [InlineData(Negotiate, "POST")]
    public async Task This_nodes_own_pages_and_programs_need_no_leave(string path, string method)
    {
        await using var node = await TestNode.StartAsync();
        using var own = await SendAsync(node, method, path, node.Web.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var program = await SendAsync(node, method, path, origin: null);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, program.StatusCode));
    }

    [Fact]
    public async Task A_WebSocket_of_another_origin_is_not_opened()
    {
        await using var node = await TestNode.StartAsync(Allowed);
        var address = node.Web.BaseAddress!;
        await Assert.ThrowsAsync<WebSocketException>(() => LiveClient.ConnectAsync(address, "https://elsewhere.example"));
        foreach (var origin in new[] { Monitor, address.GetLeftPart(UriPartial.Authority), null })
        {
            await using var client = await LiveClient.ConnectAsync(address, origin);
            await client.CallAsync("Unsubscribe", "none");
        }
    }

    private static void AssertReadable(HttpResponseMessage answer)
    {
        Assert.Equal(Monitor, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Equal("Retry-After", answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, string method, string path, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(TestNode node, string path, string method, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,x-requested-with");
        return await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
