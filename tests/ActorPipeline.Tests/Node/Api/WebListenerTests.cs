using System.Net;
using ActorPipeline.Node.Http;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

public sealed class WebListenerTests
{
    [Fact]
    public async Task Definitions_keys_and_status_have_the_shapes_programs_rely_on()
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Listed.Rows.AddRange([TestRows.Page(0, "Action", "Die Hard", 1, 1), TestRows.Page(0, "Drama", "Tár", 1, 1)]);
        Golden.Check("pipelines.json", await node.GetAsync("/api/pipelines").JsonAsync());
        Golden.Check("keys.json", await node.GetAsync("/api/pipelines/films/views/page-visitors/keys").JsonAsync());
        Golden.Check("status.json", await node.GetAsync("/api/pipelines/films/status").JsonAsync());
        var some = await node.GetAsync("/api/pipelines/films/views/page-visitors/keys?prefix=D&limit=1").JsonAsync();
        Assert.Equal("""[{"topic":"Action","page":"Die Hard"}]""", some.GetRawText());
    }

    [Fact]
    public async Task The_interface_is_described()
    {
        await using var node = await TestNode.StartAsync();
        var document = await OpenApiAsync(node);
        Golden.Check("openapi.json", document);
    }

    [Fact]
    public async Task Operators_routes_are_not_on_this_listener()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var path in new[] { "/alive", "/ready", "/metrics", "/cluster/members/", "/pbm/pipelines" })
        {
            await node.GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        }
    }

    [Fact]
    public async Task Every_answer_says_what_a_browser_may_do_with_it()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var path in new[] { "/api/pipelines", "/nothing", "/collect/films/pixel.gif" })
        {
            using var answer = await node.GetAsync(path);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_page_that_points_its_own_name_here_reads_nothing()
    {
        await using var node = await TestNode.StartAsync("web.allowed-hosts=[proxy.example]");
        await SendAsync(node, "/api/pipelines", request => request.Headers.Host = "evil.example").ProblemAsync(HttpStatusCode.MisdirectedRequest, "wrong-host");
        await SendAsync(node, "/api/pipelines", request => request.Headers.Host = "proxy.example").JsonAsync();
        await SendAsync(node, "/api/pipelines", request => request.Headers.Host = "localhost").JsonAsync();
    }

    [Theory]
    [InlineData("/api/pipelines")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/hubs/live")]
    public async Task With_a_token_reading_takes_the_token(string path)
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        using var without = await node.GetAsync(path);
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.ToString());
        await Task.FromResult(without).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        await SendAsync(node, path, request => request.Headers.Authorization = new("Bearer", "secreT")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        using var shown = await SendAsync(node, path, request => request.Headers.Authorization = new("Bearer", "secret"));
        Assert.NotEqual(HttpStatusCode.Unauthorized, shown.StatusCode);
    }

    [Fact]
    public async Task A_browser_shows_the_token_once_and_keeps_a_cookie_that_is_not_the_token()
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        await node.GetAsync("/?token=wrong").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        using var answer = await node.GetAsync("/?token=secret");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", cookie, StringComparison.Ordinal);
        await SendAsync(node, "/api/pipelines", request => request.Headers.Add("Cookie", cookie.Split(';')[0])).JsonAsync();
        await SendAsync(node, "/api/pipelines", request => request.Headers.Add("Cookie", "actor-pipeline=guess")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
    }

    [Theory]
    [InlineData("/api/pipelines", "Authorization", "Bearer wrong")]
    [InlineData("/api/pipelines", "Cookie", "actor-pipeline=wrong")]
    [InlineData("/?token=wrong", "X-Nothing", "")]
    public async Task Who_guesses_the_token_has_to_wait_and_nobody_else(string path, string header, string value)
    {
        var clock = new VirtualTimeProvider();
        await using var node = await TestNode.StartAsync(clock, "web.token=secret", "web.trusted-proxies=[\"127.0.0.1\"]");
        Task<HttpResponseMessage> GuessAsync() => SendAsync(node, path, request => From("10.0.0.1", request).Headers.Add(header, value));
        Task<HttpResponseMessage> KnowAsync(string address) =>
            SendAsync(node, "/api/pipelines", request => From(address, request).Headers.Authorization = new("Bearer", "secret"));

        for (var i = 0; i < WrongTokens.Limit; i++)
        {
            await GuessAsync().ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        }

        clock.Advance(TimeSpan.FromSeconds(15));
        using var refused = await GuessAsync();
        Assert.Equal(TimeSpan.FromSeconds(45), refused.Headers.RetryAfter?.Delta);
        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-wrong-tokens");

        // Else guessing would find it as fast as before.
        await KnowAsync("10.0.0.1").ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-wrong-tokens");
        await KnowAsync("10.0.0.2").JsonAsync();
        clock.Advance(TimeSpan.FromSeconds(45));
        await KnowAsync("10.0.0.1").JsonAsync();
    }

    [Fact]
    public async Task Who_shows_no_token_guesses_none()
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        for (var i = 0; i <= WrongTokens.Limit; i++)
        {
            await node.GetAsync("/api/pipelines").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        }
    }

    [Fact]
    public async Task With_a_token_pages_may_still_send_events()
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        using var answer = await node.GetAsync("/collect/films/pixel.gif?client=c&topic=t&page=p");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait()
    {
        await using var node = await TestNode.StartAsync("web.requests-per-second=1", "web.request-burst=2");
        await node.GetAsync("/api/pipelines").JsonAsync();
        await node.GetAsync("/api/pipelines").JsonAsync();
        await node.GetAsync("/api/pipelines").ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        using var pixel = await node.GetAsync("/collect/films/pixel.gif?client=c&topic=t&page=p");
        Assert.Equal(HttpStatusCode.OK, pixel.StatusCode);
    }

    [Fact]
    public async Task A_body_that_does_not_come_holds_nobody_up()
    {
        await using var node = await TestNode.StartAsync("collector.max-concurrent-appends=1");
        var head = $"POST /collect/films HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{";
        using var slow = await RawClient.ConnectAsync(node.Web.BaseAddress!, head);
        var answer = await node.CollectAsync("site", "a;1485352952000;10.0.0.1;/a", "text/plain").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());

        // Kestrel gives a body five seconds before it asks for a rate, and then answers 408.
        var text = await slow.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", text, StringComparison.Ordinal);
        Assert.Contains("urn:actor-pipeline:problem:slow-request", text, StringComparison.Ordinal);
    }

    private static HttpRequestMessage From(string address, HttpRequestMessage request)
    {
        request.Headers.Add("X-Forwarded-For", address);
        return request;
    }

    private static async Task<System.Text.Json.JsonElement> OpenApiAsync(TestNode node)
    {
        using var answer = await node.GetAsync("/openapi/v1.json");
        var text = (await answer.TextAsync()).Replace($":{node.Web.BaseAddress!.Port}", "", StringComparison.Ordinal);
        return System.Text.Json.JsonDocument.Parse(text).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change(request);
        return await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
