using System.Net;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Node.Live;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

/// <summary>More readers of views than a node takes.</summary>
public sealed class BusyReadsTests : IDisposable
{
    private const string Rows = "/api/pipelines/films/views/page-visitors/rows";

    // Tells the queries that a test holds from others.
    private const int HeldLimit = 777;

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _reached = new(0);

    [Fact]
    public async Task Readers_beyond_those_that_may_wait_are_told_to_come_back()
    {
        await using var node = await StartAsync("reads.requests.slots=2", "reads.requests.max-waiting=1", "reads.requests.max-wait=1m");
        var reading = new[] { node.GetAsync($"{Rows}?limit={HeldLimit}"), node.GetAsync($"{Rows}?limit={HeldLimit}") };
        await ReachedAsync(2);
        var waiting = node.GetAsync(Rows);
        await WaitingAsync(node);

        using (var refused = await node.GetAsync(Rows))
        {
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        Assert.NotEmpty(await node.GetAsync(Rows).ProblemAsync(HttpStatusCode.ServiceUnavailable, "views-busy"));
        Assert.NotEmpty(await node.GetAsync(Rows.Replace("/rows", "/keys", StringComparison.Ordinal)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "views-busy"));
        Assert.NotEmpty(await node.AskAsync(Rows.Replace("/api", "/pbm", StringComparison.Ordinal)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "views-busy"));
        var metrics = await (await node.AskAsync("/metrics")).TextAsync();
        Assert.Contains("actorpipeline_reads_running{readers=\"requests\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("actorpipeline_reads_refused_total{readers=\"requests\",reason=\"queue\"} 4", metrics, StringComparison.Ordinal);

        _release.SetResult();
        Assert.All(await Task.WhenAll([.. reading, waiting]), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_reader_that_has_waited_too_long_is_told_to_come_back()
    {
        await using var node = await StartAsync("reads.requests.slots=1", "reads.requests.max-wait=20ms");
        var reading = node.GetAsync($"{Rows}?limit={HeldLimit}");
        await ReachedAsync(1);

        Assert.NotEmpty(await node.GetAsync(Rows).ProblemAsync(HttpStatusCode.ServiceUnavailable, "views-busy"));

        _release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await reading).StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_leaves_the_queue()
    {
        await using var node = await StartAsync("reads.requests.slots=1", "reads.requests.max-waiting=1", "reads.requests.max-wait=1m");
        var reading = node.GetAsync($"{Rows}?limit={HeldLimit}");
        await ReachedAsync(1);
        using (var leaving = new CancellationTokenSource())
        {
            var left = node.Web.GetAsync(new Uri(Rows, UriKind.Relative), leaving.Token);
            await WaitingAsync(node);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }

        await WaitingAsync(node, 0);
        var next = node.GetAsync(Rows);
        await WaitingAsync(node);
        _release.SetResult();
        Assert.All(await Task.WhenAll(reading, next), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task The_live_hub_reads_while_every_slot_of_requests_is_taken()
    {
        await using var node = await StartAsync("reads.requests.slots=1", "reads.requests.max-waiting=0");
        var reading = node.GetAsync($"{Rows}?limit={HeldLimit}");
        await ReachedAsync(1);
        Assert.NotEmpty(await node.GetAsync(Rows).ProblemAsync(HttpStatusCode.ServiceUnavailable, "views-busy"));

        await using var client = await LiveClient.ConnectAsync(node.Web.BaseAddress!, origin: null);
        var snapshot = await client.SubscribeAsync(new { pipeline = "films", view = "page-visitors", keys = new[] { new { topic = "Action", page = "Heat" } } });

        Assert.Equal(1, snapshot.GetProperty("rows").GetArrayLength());
        _release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await reading).StatusCode);
    }

    public void Dispose() => _reached.Dispose();

    private async Task<TestNode> StartAsync(params string[] settings)
    {
        var node = await TestNode.StartAsync(settings);
        node.Engine.Listed.Rows.Add(TestRows.Page(0, "Action", "Heat", 15, 2));
        node.Engine.Listed.Before = (query, _) =>
        {
            if (query.Limit != HeldLimit)
            {
                return Task.CompletedTask;
            }

            _reached.Release();
            return _release.Task;
        };
        return node;
    }

    private async Task ReachedAsync(int queries)
    {
        for (var i = 0; i < queries; i++)
        {
            Assert.True(await _reached.WaitAsync(LiveClient.Patience, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Waits until the metrics show so many readers in the queue.</summary>
    private static async Task WaitingAsync(TestNode node, int readers = 1)
    {
        var shown = $"actorpipeline_reads_waiting{{readers=\"requests\"}} {readers}\n";
        while (!(await (await node.AskAsync("/metrics")).TextAsync()).Contains(shown, StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }
}
