using ActorPipeline.Node.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("monitor.example", "https://monitor.example", true)]
    [InlineData("monitor.example:443", "https://monitor.example", true)]
    [InlineData("Monitor.Example", "https://monitor.example", true)]
    [InlineData("monitor.example", "https://partner.example", true)]
    [InlineData("monitor.example", "https://elsewhere.example", false)]
    [InlineData("monitor.example", "https://monitor.example.elsewhere.example", false)]
    [InlineData("monitor.example", "https://monitor.example:8443", false)]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:9110", false)]
    [InlineData("monitor.example", "null", false)]
    [InlineData("monitor.example", "", true)]
    public void Only_own_allowed_and_absent_origins_are_let_in(string host, string origin, bool allowed)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        request.Headers.Origin = origin;

        Assert.Equal(allowed, new OriginCheck(["https://partner.example"]).Allows(request));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    public void A_star_allows_all(string origin)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("monitor.example");
        request.Headers.Origin = origin;

        Assert.True(new OriginCheck(["*"]).Allows(request));
    }
}
