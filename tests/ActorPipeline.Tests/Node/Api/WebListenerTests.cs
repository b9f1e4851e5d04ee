using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

public sealed class WebListenerTests
{
    [Fact]
    public async Task Definitions_keys_and_status_have_the_shapes_programs_rely_on()
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Rows.Rows.AddRange([TestRows.Page(0, "Action", "Die Hard", 1, 1), TestRows.Page(0, "Drama", "Tár", 1, 1)]);
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

    [Fact]
    public async Task The_hub_does_not_answer_pages_of_other_sites()
    {
        await using var node = await TestNode.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hubs/live/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "https://evil.example");
        using var foreign = await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var own = await node.Web.PostAsync(new Uri("/hubs/live/negotiate?negotiateVersion=1", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Theory]
    [InlineData("/api/pipelines")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/hubs/live")]
    public async Task With_a_token_reading_takes_the_token(string path)
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        await node.GetAsync(path).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
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
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, node.Web.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var head = $"POST /collect/films HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{";
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = await node.CollectAsync("site", "a;1485352952000;10.0.0.1;/a", "text/plain").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());

        // Kestrel gives a body five seconds before it asks for a rate, and then answers 408.
        var buffer = new byte[4096];
        var length = await slow.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
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
