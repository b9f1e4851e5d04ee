using System.Text.Json;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

/// <summary>What the server itself refuses. As docs/api.md has it: with a problem document once it has read the head of a request, without a body before.</summary>
public sealed class KestrelErrorsTests
{
    private const string Post = "POST /collect/films HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400, "bad-request")]
    [InlineData("Content-Length: 8000000\r\n\r\n", 413, "body-too-large")]
    public async Task A_body_that_is_refused_is_answered_with_a_problem_document(string rest, int status, string code)
    {
        await using var node = await TestNode.StartAsync();
        var answer = await SendAsync(node, Post + rest);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/problem+json", answer, StringComparison.Ordinal);
        var json = answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)];
        Assert.Equal($"urn:actor-pipeline:problem:{code}", JsonDocument.Parse(json).RootElement.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("POST /collect/films HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("POST /collect/films HTTP/1.0\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("POST /collect/films HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    [InlineData("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}{long}{long}{long}\r\n\r\n", 431)]
    [InlineData("GET / HTTP/1.9\r\nHost: localhost\r\n\r\n", 505)]
    public async Task A_head_that_is_refused_is_answered_with_its_status_alone(string request, int status)
    {
        await using var node = await TestNode.StartAsync();
        var answer = await SendAsync(node, request.Replace("{long}", new string('x', 9000), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    // What the server answers until it closes the connection.
    private static async Task<string> SendAsync(TestNode node, string request)
    {
        using var client = await RawClient.ConnectAsync(node.Web.BaseAddress!, request);
        return await client.ReadToEndAsync();
    }
}
