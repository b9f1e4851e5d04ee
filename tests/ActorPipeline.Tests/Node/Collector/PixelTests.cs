using System.Net;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Collector;

public sealed class PixelTests
{
    [Fact]
    public async Task The_image_is_43_bytes_and_never_stored()
    {
        await using var node = await TestNode.StartAsync();
        using var answer = await node.GetAsync("/collect/films/pixel.gif?client=c&topic=t&page=p");
        Assert.Equal("image/gif", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var image = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(43, image.Length);
        Assert.Equal("GIF89a"u8.ToArray(), image[..6]);
        Assert.Equal(0x3B, image[^1]);
    }

    [Fact]
    public async Task A_JSON_event_is_nested_as_the_paths_say_and_timed_now()
    {
        await using var node = await TestNode.StartAsync();
        using var answer = await node.GetAsync("/collect/films/pixel.gif?client=c%221&topic=Action&url.page=Die+Hard&ignored=1&timestamp=2017-01-25T14:02:32");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ["""{"client_id":"c\u00221","url":{"topic":"Action","page":"Die Hard"},"timestamp":"2017-01-25T14:02:32"}"""],
            node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_delimited_event_takes_the_address_from_the_request_and_the_time_from_the_clock()
    {
        await using var node = await TestNode.StartAsync(new StoppedClock(TestNode.Now));
        using var answer = await node.GetAsync("/collect/site/pixel.gif?source=s&url=/a");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([$"s;{TestNode.Now.ToUnixTimeMilliseconds()};127.0.0.1;/a"], node.Engine[TestPipelines.Site].Appended);
    }

    [Fact]
    public async Task An_access_log_line_is_that_of_the_page_that_shows_the_image()
    {
        await using var node = await TestNode.StartAsync(new StoppedClock(TestNode.Now));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/collect/access/pixel.gif");
        request.Headers.Referrer = new Uri("https://shop.example/shoes?size=40");
        request.Headers.TryAddWithoutValidation("User-Agent", "a \"quoted\" agent");
        using var answer = await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ["127.0.0.1 - - [25/Jan/2017:14:02:40 +0000] \"GET /shoes?size=40 HTTP/1.1\" 200 0 \"-\" \"a \\\"quoted\\\" agent\""],
            node.Engine[TestPipelines.Access].Appended);
    }

    [Fact]
    public async Task A_value_that_breaks_the_format_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await node.GetAsync("/collect/site/pixel.gif?url=a%3Bb").ProblemAsync(HttpStatusCode.BadRequest, "bad-value");
        await node.GetAsync("/collect/films/pixel.gif?client=c").ProblemAsync(HttpStatusCode.BadRequest, "bad-event");
        await node.GetAsync("/collect/nothing/pixel.gif").ProblemAsync(HttpStatusCode.NotFound, "unknown-pipeline");
    }

    [Fact]
    public async Task A_csv_value_is_quoted_where_it_must_be()
    {
        await using var node = await TestNode.StartAsync();
        using var answer = await node.GetAsync("/collect/table/pixel.gif?user=ann&text=a%2C%22b%22");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["ann,\"a,\"\"b\"\"\""], node.Engine[TestPipelines.Table].Appended);
    }
}
