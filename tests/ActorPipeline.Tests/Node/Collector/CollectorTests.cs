using System.IO.Compression;
using System.Net;
using System.Text;
using ActorPipeline.Log;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Collector;

public sealed class CollectorTests
{
    private const string Event = """{"client_id":"c1","timestamp":"2017-01-25T14:02:32","url":{"topic":"Action","page":"Die Hard"}}""";
    private const string Other = """{"client_id":"c2","timestamp":"2017-01-25T14:02:33","url":{"topic":"Drama","page":"[\"]"}}""";

    [Fact]
    public async Task One_event_is_appended_as_it_came()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.CollectAsync("films", $"  {Event}\n").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal("""{"accepted":1,"rejected":[]}""", answer.GetRawText());
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
    }

    [Theory]
    [InlineData("application/json", "[ {0} ,\n{1} ]")]
    [InlineData("text/plain", "[{0},{1}]")]
    [InlineData("application/x-ndjson", "{0}\n\n{1}\n")]
    [InlineData("text/plain;charset=UTF-8", "{0}\r\n{1}")]
    [InlineData(null, "[{0},{1}]")]
    public async Task Several_events_come_as_an_array_or_as_lines(string? mediaType, string body)
    {
        await using var node = await TestNode.StartAsync();
        var text = body.Replace("{0}", Event, StringComparison.Ordinal).Replace("{1}", Other, StringComparison.Ordinal);
        var answer = await node.CollectAsync("films", text, mediaType).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal([Event, Other], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task An_event_that_cannot_be_counted_is_rejected_with_its_index_and_the_others_are_taken()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.CollectAsync("films", $"[{Event},{{\"client_id\":1}},{Other},7]").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal([1, 3], answer.GetProperty("rejected").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        Assert.All(answer.GetProperty("rejected").EnumerateArray(), item => Assert.NotEmpty(item.GetProperty("reason").GetString()!));
        Assert.Equal([Event, Other], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task An_event_of_a_time_to_come_is_rejected_since_it_could_not_be_applied()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.CollectAsync("films", Event.Replace("2017", "9017", StringComparison.Ordinal)).JsonAsync(HttpStatusCode.Accepted);
        Assert.Contains("after the record's, expected at most 3600 s", answer.GetProperty("rejected")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Events_are_taken_unread_when_checking_is_off()
    {
        await using var node = await TestNode.StartAsync("collector.check-events=off");
        var answer = await node.CollectAsync("films", "[7]").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(["7"], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_record_larger_than_its_pipeline_takes_is_rejected()
    {
        await using var node = await TestNode.StartAsync("collector.check-events=off");
        var answer = await node.CollectAsync("films", $"[\"{new string('x', 2000)}\"]").JsonAsync(HttpStatusCode.Accepted);
        Assert.Contains("2002 bytes", answer.GetProperty("rejected")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Lines_wrapped_in_JSON_strings_are_lines()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.CollectAsync("site", """["a;1485352952000;10.0.0.1;/\u0061","",7]""").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([1, 2], answer.GetProperty("rejected").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(["a;1485352952000;10.0.0.1;/a"], node.Engine[TestPipelines.Site].Appended);
    }

    [Fact]
    public async Task A_csv_record_may_break_lines_inside_quotes()
    {
        await using var node = await TestNode.StartAsync();
        await node.CollectAsync("table", "ann,\"two\nlines\"\nbob,one\n", "text/csv").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(["ann,\"two\nlines\"", "bob,one"], node.Engine[TestPipelines.Table].Appended);
    }

    [Fact]
    public async Task What_curl_sends_as_a_form_is_read_by_the_pipelines_format()
    {
        await using var node = await TestNode.StartAsync();
        await node.CollectAsync("films", Event, "application/x-www-form-urlencoded").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
    }

    [Theory]
    [InlineData("[{\"a\":1}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1] 2")]
    [InlineData("[\"a]")]
    [InlineData("[1}")]
    public async Task An_array_that_is_none_is_refused_whole(string body)
    {
        await using var node = await TestNode.StartAsync("collector.check-events=off");
        await node.CollectAsync("films", body).ProblemAsync(HttpStatusCode.BadRequest, "bad-json-array");
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task An_empty_array_is_no_error()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.CollectAsync("films", " [ ] ").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(0, answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Requests_nobody_can_answer_are_refused_with_a_problem_each()
    {
        await using var node = await TestNode.StartAsync();
        var detail = await node.CollectAsync("nothing", Event).ProblemAsync(HttpStatusCode.NotFound, "unknown-pipeline");
        Assert.Contains("nothing", detail, StringComparison.Ordinal);
        await node.CollectAsync("films", " ").ProblemAsync(HttpStatusCode.BadRequest, "empty-body");
        await node.CollectAsync("films", Event, "image/png").ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await node.GetAsync("/collect/films").ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_whether_or_not_it_says_so()
    {
        await using var node = await TestNode.StartAsync("collector.max-body-size=2KiB", "collector.max-expanded-size=2KiB");
        var body = $"[{string.Join(',', Enumerable.Repeat(Event, 50))}]";
        await node.CollectAsync("films", body).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/films") { Content = TestNode.Content(body, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        await node.Web.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Too_many_events_in_one_request_are_refused()
    {
        await using var node = await TestNode.StartAsync("collector.max-events=2");
        await node.CollectAsync("films", $"[{Event},{Event},{Event}]").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-many-events");
    }

    [Fact]
    public async Task A_gzip_body_is_expanded_up_to_its_limit()
    {
        await using var node = await TestNode.StartAsync("collector.max-expanded-size=1MiB");
        await SendAsync(node, Gzip(Event)).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
        await SendAsync(node, Gzip(new string(' ', 2 << 20) + Event)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        await SendAsync(node, Encoding.UTF8.GetBytes(Event)).ProblemAsync(HttpStatusCode.BadRequest, "bad-gzip");
        await SendAsync(node, Gzip(Event), "br").ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-encoding");
    }

    [Fact]
    public async Task A_gzip_body_that_is_cut_short_is_refused_whole()
    {
        await using var node = await TestNode.StartAsync();
        var whole = Gzip(string.Join('\n', Enumerable.Range(0, 300).Select(i => $"a{i};1485352952000;10.0.0.{i % 200};/p{i * 7919}")));
        foreach (var length in (int[])[whole.Length - 1, whole.Length - 8, whole.Length - 9, whole.Length / 2, 20])
        {
            await SendAsync(node, whole[..length]).ProblemAsync(HttpStatusCode.BadRequest, "bad-gzip");
        }

        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_gzip_body_that_something_else_follows_is_refused_whole_unless_it_is_filled_up()
    {
        await using var node = await TestNode.StartAsync();
        var member = Gzip(Event);
        foreach (var behind in (byte[][])["garbage"u8.ToArray(), [0x1E, .. member.AsSpan(1)], [0x1E, .. member.AsSpan(1), .. new byte[512]]])
        {
            var problem = await SendAsync(node, [.. member, .. behind]).ProblemAsync(HttpStatusCode.BadRequest, "bad-gzip");
            Assert.Contains("behind the gzip data something else follows", problem, StringComparison.Ordinal);
        }

        member[^6] ^= 1;
        Assert.Contains("checksum", await SendAsync(node, member).ProblemAsync(HttpStatusCode.BadRequest, "bad-gzip"), StringComparison.Ordinal);
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);

        await SendAsync(node, [.. Gzip($"[{Event},"), .. Gzip($"{Event}]"), .. new byte[512]]).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event, Event], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_byte_order_mark_in_front_and_NULs_before_a_line_are_dropped()
    {
        await using var node = await TestNode.StartAsync();
        await node.CollectAsync("site", "\ufeffa;1485352952000;10.0.0.1;/a\n\0\0\0b;1485352952000;10.0.0.1;/b\r\n\0\n", "text/plain").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(["a;1485352952000;10.0.0.1;/a", "b;1485352952000;10.0.0.1;/b"], node.Engine[TestPipelines.Site].Appended);
        await node.CollectAsync("films", $"\ufeff[{Event}]").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_quote_inside_a_csv_value_is_a_letter()
    {
        await using var node = await TestNode.StartAsync();
        await node.CollectAsync("table", "ann,3\" pipe\r\nbob,ok\ncid,4\" pipe\n", "text/csv").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(["ann,3\" pipe", "bob,ok", "cid,4\" pipe"], node.Engine[TestPipelines.Table].Appended);
    }

    [Fact]
    public async Task A_failing_log_is_answered_with_when_to_try_again()
    {
        await using var node = await TestNode.StartAsync("collector.retry-after=7s");
        node.Engine[TestPipelines.Films].Failure = new EventLogException("disk full");
        using var answer = await node.CollectAsync("films", Event);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("disk full", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_appends_than_allowed_at_once_are_told_to_come_again()
    {
        await using var node = await TestNode.StartAsync("collector.max-concurrent-appends=1");
        var runtime = node.Engine[TestPipelines.Films];
        var gate = new TaskCompletionSource();
        runtime.Gate = gate.Task;
        var first = node.CollectAsync("films", Event);
        await runtime.AtGate.Task;
        using var second = await node.CollectAsync("films", Other);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        gate.SetResult();
        await first.JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event], runtime.Appended);
    }

    [Fact]
    public async Task Bodies_beyond_the_memory_set_aside_for_them_are_told_to_come_again()
    {
        await using var node = await TestNode.StartAsync(
            "collector.max-body-size=16KiB", "collector.max-expanded-size=16KiB", "collector.max-buffered-size=16KiB");
        var runtime = node.Engine[TestPipelines.Films];
        var gate = new TaskCompletionSource();
        runtime.Gate = gate.Task;
        var padding = new string(' ', 5000);
        var first = node.CollectAsync("films", padding + Event);
        await runtime.AtGate.Task;
        await node.CollectAsync("films", padding + Other).ProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        gate.SetResult();
        await first.JsonAsync(HttpStatusCode.Accepted);
        await node.CollectAsync("films", padding + Other).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal([Event, Other], runtime.Appended);
    }

    [Fact]
    public async Task What_the_configuration_names_is_kept_of_the_request()
    {
        await using var node = await TestNode.StartAsync("collector.headers=[User-Agent, X-Game]");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/films") { Content = TestNode.Content(Event, "application/json") };
        request.Headers.TryAddWithoutValidation("User-Agent", "tests/1");
        request.Headers.Add("X-Game", "sword");
        request.Headers.Add("X-Other", "not kept");
        await node.Web.SendAsync(request, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        var record = Assert.Single(node.Engine[TestPipelines.Films].Records);
        Assert.Equal([(":method", "POST"), ("remote.ip", "127.0.0.1"), ("User-Agent", "tests/1"), ("X-Game", "sword")], record.Headers.Decode());
    }

    [Theory]
    [InlineData("masked", "127.0.0.0")]
    [InlineData("off", null)]
    public async Task An_address_is_kept_only_as_far_as_allowed(string setting, string? kept)
    {
        await using var node = await TestNode.StartAsync("collector.headers=[]", $"collector.remote-address={setting}");
        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
        var headers = Assert.Single(node.Engine[TestPipelines.Films].Records).Headers.Decode();
        Assert.Equal(kept, headers.FirstOrDefault(header => header.Name == "remote.ip").Value);
    }

    [Fact]
    public async Task A_trusted_proxy_says_who_the_client_is()
    {
        await using var node = await TestNode.StartAsync("collector.headers=[]", "web.trusted-proxies=[127.0.0.1]");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/films") { Content = TestNode.Content(Event, "application/json") };
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        await node.Web.SendAsync(request, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        Assert.Contains(("remote.ip", "203.0.113.9"), Assert.Single(node.Engine[TestPipelines.Films].Records).Headers.Decode());
    }

    [Theory]
    [InlineData("DNT")]
    [InlineData("Sec-GPC")]
    public async Task Who_asks_not_to_be_tracked_is_not_counted_where_that_is_respected(string header)
    {
        await using var node = await TestNode.StartAsync("collector.respect-do-not-track=on");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/collect/films") { Content = TestNode.Content(Event, "application/json") };
        request.Headers.Add(header, "1");
        using var answer = await node.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("do-not-track", Assert.Single(answer.Headers.GetValues("ap-not-counted")));
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, byte[] body, string encoding = "gzip")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add(encoding);
        content.Headers.ContentType = new("application/json");
        return await node.Web.PostAsync(new Uri("/collect/films", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }
}
