using System.Buffers.Binary;
using System.Net;
using System.Text;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

/// <summary>Clients that hold connections, requests and announced bodies, and those that want to be served meanwhile. Real listeners and sockets.</summary>
public sealed class CrowdedListenerTests : IDisposable
{
    private const string Event = """{"client_id":"c1","timestamp":"2017-01-25T14:02:32","url":{"topic":"Action","page":"Die Hard"}}""";
    private const string Collector = "/collect/films";
    private const string Load = "/pbm/pipelines/films/loads/mine/events?first=0";

    private readonly List<RawClient> _crowd = [];

    public void Dispose() => _crowd.ForEach(client => client.Dispose());

    [Fact]
    public async Task Hundreds_of_idle_connections_give_way_to_a_request_and_to_a_probe()
    {
        await using var node = await TestNode.StartAsync("web.max-connections=32", "management.max-connections=32");
        await IdleAsync(node.Web.BaseAddress!, 300);
        await IdleAsync(node.Operators.BaseAddress!, 300);

        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
        await node.AskAsync("/alive").JsonAsync();
        await node.AskAsync("/ready").JsonAsync();

        // Of each 300 and one more 32 are left: those that came last.
        var gone = _crowd.Take(300 + 1 - 32).Concat(_crowd.Skip(300).Take(300 + 1 - 32));
        Assert.All(await Task.WhenAll(gone.Select(client => client.ReadToEndAsync())), heard => Assert.Equal("", heard));
    }

    [Fact]
    public async Task Headers_that_stop_in_the_middle_give_way_too()
    {
        await using var node = await TestNode.StartAsync("web.max-connections=16");
        for (var i = 0; i < 100; i++)
        {
            _crowd.Add(await RawClient.ConnectAsync(node.Web.BaseAddress!, "POST /collect/films HTTP/1.1\r\nHost: loc"));
        }

        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Bodies_that_are_announced_and_do_not_come_take_nothing_from_others()
    {
        await using var node = await TestNode.StartAsync(
            "collector.max-body-size=32KiB", "collector.max-expanded-size=32KiB", "collector.max-buffered-size=64KiB");
        await AnnounceAsync(node.Web.BaseAddress!, Collector, 32 * 1024, 64);

        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Parts_of_loads_that_are_announced_and_do_not_come_take_nothing_from_others()
    {
        await using var node = await TestNode.StartAsync();
        await AnnounceAsync(node.Operators.BaseAddress!, Load, 16 << 20, 64);

        await node.TellAsync("/pbm/pipelines/films/loads?id=mine").JsonAsync();
        await node.TellAsync(Load, Part(Event)).JsonAsync();
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task A_client_with_more_than_its_share_of_requests_leaves_room_for_others()
    {
        SkipWithoutLoopbackAddresses();
        await using var node = await TestNode.StartAsync("web.max-connections=16");
        await AnnounceAsync(node.Web.BaseAddress!, Collector, 1000, 8, "127.0.0.2");

        var refused = await RawClient.AskAsync(node.Web.BaseAddress!, "/api/pipelines", "127.0.0.2");
        Assert.StartsWith("HTTP/1.1 429 ", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 1\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("urn:actor-pipeline:problem:client-share", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await RawClient.AskAsync(node.Web.BaseAddress!, "/api/pipelines", "127.0.0.3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_it_is_the_client_that_has_a_share()
    {
        await using var node = await TestNode.StartAsync("web.max-connections=16", "web.trusted-proxies=[127.0.0.1]");
        await AnnounceAsync(node.Web.BaseAddress!, Collector, 1000, 8);

        await node.CollectAsync("films", Event).ProblemAsync(HttpStatusCode.TooManyRequests, "client-share");
        node.Web.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        await node.CollectAsync("films", Event).JsonAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Probes_are_answered_while_all_other_requests_are_taken()
    {
        SkipWithoutLoopbackAddresses();
        await using var node = await TestNode.StartAsync("management.max-connections=32");
        var operators = node.Operators.BaseAddress!;
        for (var i = 2; _crowd.Count < 28; i++)
        {
            await AnnounceAsync(operators, Load, 1000, 4, $"127.0.0.{i}");
        }

        await node.AskAsync("/metrics").ProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        await IdleAsync(operators, 100);
        foreach (var probe in (string[])["/alive", "/ready", "/startup"])
        {
            Assert.StartsWith("HTTP/1.1 200 ", await RawClient.AskAsync(operators, probe, "127.0.0.2"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_ends_makes_room_for_the_next()
    {
        SkipWithoutLoopbackAddresses();
        await using var node = await TestNode.StartAsync("web.max-connections=8");
        await AnnounceAsync(node.Web.BaseAddress!, Collector, Event.Length, 4, "127.0.0.2");
        await AnnounceAsync(node.Web.BaseAddress!, Collector, Event.Length, 4, "127.0.0.3");
        Assert.Equal("", await RawClient.AskAsync(node.Web.BaseAddress!, "/api/pipelines", "127.0.0.4"));

        await _crowd[0].SendAsync(Event);
        Assert.StartsWith("HTTP/1.1 202 ", await _crowd[0].ReadAsync(), StringComparison.Ordinal);
        _crowd[0].Dispose();
        await UntilAsync(async () =>
            (await RawClient.AskAsync(node.Web.BaseAddress!, "/api/pipelines", "127.0.0.4")).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal));
        Assert.Equal([Event], node.Engine[TestPipelines.Films].Appended);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task IdleAsync(Uri listener, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _crowd.Add(await RawClient.ConnectAsync(listener));
        }
    }

    private async Task AnnounceAsync(Uri listener, string path, int length, int count, string from = "127.0.0.1") =>
        _crowd.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RawClient.AnnounceAsync(listener, path, length, from))));

    private static ByteArrayContent Part(string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return new ByteArrayContent([.. length, .. bytes]);
    }

    private static void SkipWithoutLoopbackAddresses() =>
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "127.0.0.2 is no address of a Mac");
}
