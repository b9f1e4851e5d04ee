using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

public sealed class SlowHeaderTests
{
    [Fact]
    public async Task A_header_that_does_not_end_is_answered_408_by_both_listeners()
    {
        await using var node = await TestNode.StartAsync();
        using var web = await RawClient.ConnectAsync(node.Web.BaseAddress!, "GET /api/pipelines HTTP/1.1\r\nHost: loc");
        using var operators = await RawClient.ConnectAsync(node.Operators.BaseAddress!, "GET /metrics HTTP/1.1\r\nHost: loc");

        // Kestrel counts by its own clock: it takes the 15 seconds that a header may.
        var answers = await Task.WhenAll(web.ReadToEndAsync(), operators.ReadToEndAsync());
        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
    }
}
