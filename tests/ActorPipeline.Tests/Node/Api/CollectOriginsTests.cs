using System.Net;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Log;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

public sealed class CollectOriginsTests
{
    private const string Shop = "https://shop.example";
    private const string Event = """{"client_id":"c1","timestamp":"2017-01-25T14:02:32","url":{"topic":"Action","page":"Die Hard"}}""";

    [Theory]
    [InlineData("[\"*\"]")]
    [InlineData("[\"https://other.example\", \"https://shop.example\"]")]
    [InlineData("[\"https://shop.example\"]")]
    public async Task A_page_that_sends_JSON_with_a_beacon_is_let_in(string allowed)
    {
        await using var node = await TestNode.StartAsync($"collector.allowed-origins={allowed}");
        using var answer = await SendAsync(node, Preflight(Shop));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(
            [
                "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Headers: Content-Type,Content-Encoding", "Access-Control-Allow-Methods: POST,GET",
                "Access-Control-Allow-Origin: https://shop.example", "Access-Control-Max-Age: 7200", "Vary: Origin",
            ],
            HeadersOf(answer));
    }

    [Theory]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("null")]
    public async Task Pages_of_other_origins_are_refused(string origin)
    {
        await using var node = await TestNode.StartAsync($"collector.allowed-origins=[\"{Shop}\"]");
        using var preflight = await SendAsync(node, Preflight(origin));
        using var answer = await SendAsync(node, Post(origin, Event));

        Assert.Equal(HttpStatusCode.Forbidden, preflight.StatusCode);
        Assert.Empty(HeadersOf(preflight));
        Assert.Empty(HeadersOf(answer));
        var detail = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.Forbidden, "foreign-origin");
        Assert.Equal($"pages of {origin} may not use this; see collector.allowed-origins", detail);
        Assert.Empty(node.Engine[TestPipelines.Films].Records);
    }

    [Fact]
    public async Task What_needs_no_leave_is_refused_too_and_a_page_of_the_node_itself_is_let_in()
    {
        await using var node = await TestNode.StartAsync("collector.allowed-origins=[]");
        await SendAsync(node, Post(Shop, Event, mediaType: "text/plain")).ProblemAsync(HttpStatusCode.Forbidden, "foreign-origin");
        await SendAsync(node, Post(node.Web.BaseAddress!.GetLeftPart(UriPartial.Authority), Event)).JsonAsync(HttpStatusCode.Accepted);
        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("films", Event, "application/json", HttpStatusCode.Accepted)]
    [InlineData("films", " ", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("nothing", Event, "application/json", HttpStatusCode.NotFound)]
    [InlineData("films/other", Event, "application/json", HttpStatusCode.NotFound)]
    [InlineData("films", "[1,2,3]", "application/json", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("films", Event, "image/png", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("site", "a;1485352952000;10.0.0.1;/a", "text/plain", HttpStatusCode.ServiceUnavailable)]
    public async Task Every_answer_may_be_read_by_the_page(string pipeline, string body, string mediaType, HttpStatusCode status)
    {
        await using var node = await TestNode.StartAsync("collector.max-events=2");
        node.Engine[TestPipelines.Site].Failure = new EventLogException("disk full");
        using var answer = await SendAsync(node, Post(Shop, body, pipeline, mediaType));

        Assert.Equal(status, answer.StatusCode);
        AssertReadable(answer);
    }

    [Fact]
    public async Task Also_the_answer_that_asks_to_come_again()
    {
        await using var node = await TestNode.StartAsync("collector.max-concurrent-appends=1");
        var runtime = node.Engine[TestPipelines.Films];
        var gate = new TaskCompletionSource();
        runtime.Gate = gate.Task;
        var first = SendAsync(node, Post(Shop, Event));
        await runtime.AtGate.Task;
        using var second = await SendAsync(node, Post(Shop, Event));
        gate.SetResult();
        (await first).Dispose();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        AssertReadable(second);
    }

    [Fact]
    public async Task Answers_are_the_same_with_and_without_credentials_and_leave_none()
    {
        await using var node = await TestNode.StartAsync("web.token=secret");
        var request = Post(Shop, Event);
        request.Headers.Add("Cookie", "ap-token=anything");
        request.Headers.Add("Authorization", "Bearer wrong");
        using var answer = await SendAsync(node, request);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain(node.Engine[TestPipelines.Films].Records.Single().Headers.Decode(), header => header.Name is "Cookie" or "Authorization");
    }

    [Theory]
    [InlineData("collector.allowed-origins=[\"https://shop.example/\"]", "collector.allowed-origins: expected origins as browsers send them")]
    [InlineData("collector.allowed-origins=[\"https://shop.example:443\"]", "found https://shop.example:443")]
    [InlineData("collector.allowed-origins=[shop.example]", "found shop.example")]
    [InlineData("collector.allowed-origins=[\"https://b\u00fccher.example\"]", "found https://b\u00fccher.example")]
    [InlineData("web.allowed-origins=[\"*\"]", "web.allowed-origins: expected origins as browsers send them")]
    [InlineData("collector.headers=[Host, cookie]", "collector.headers: expected headers that carry no credentials")]
    public void What_would_never_be_met_or_kept_is_refused(string setting, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => TestNode.Options(setting)).Message, StringComparison.Ordinal);

    private static void AssertReadable(HttpResponseMessage answer) => Assert.Equal(
        [
            "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Origin: https://shop.example",
            "Access-Control-Expose-Headers: Retry-After,ap-not-counted", "Vary: Origin",
        ],
        HeadersOf(answer));

    private static HttpRequestMessage Preflight(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/collect/films");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return request;
    }

    private static HttpRequestMessage Post(string origin, string body, string pipeline = "films", string mediaType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/collect/{pipeline}") { Content = TestNode.Content(body, mediaType) };
        request.Headers.Add("Origin", origin);
        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, HttpRequestMessage request)
    {
        using (request)
        {
            return await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<string> HeadersOf(HttpResponseMessage answer) => answer.Headers
        .Where(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) || header.Key == "Vary")
        .Select(header => $"{header.Key}: {string.Join(',', header.Value)}")
        .Order(StringComparer.Ordinal);
}
