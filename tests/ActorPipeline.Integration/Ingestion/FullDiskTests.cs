using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>A node whose disk is full refuses events, keeps every one that it has acknowledged, and goes on when there is space again.</summary>
public sealed class FullDiskTests
{
    private const string Pipeline = "site-log";
    private const int DiskMegabytes = 48;
    private const int BallastMegabytes = 16;
    private const int EventsPerRequest = 500;
    private const int RequestsAtMost = 1_000;

    // A second before the node starts: no event is in the future, and all are in one window.
    private readonly long _second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 1;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_there_when_the_disk_has_space_again()
    {
        await using var disk = await SmallDisk.MountOrSkipAsync(DiskMegabytes, Cancelled);
        await disk.TakeAsync(BallastMegabytes, Cancelled);
        await using var node = await NodeProcess.StartAsync(Path.Combine(disk.Path, "data"), Cancelled);

        var acknowledged = await FillAsync(node);
        disk.GiveBack();
        await AssertGoesOnAsync(node, acknowledged);
    }

    [Fact]
    public async Task A_node_killed_on_a_full_disk_has_what_it_acknowledged_when_there_is_space_again()
    {
        await using var disk = await SmallDisk.MountOrSkipAsync(DiskMegabytes, Cancelled);
        await disk.TakeAsync(BallastMegabytes, Cancelled);
        var data = Path.Combine(disk.Path, "data");
        await using var node = await NodeProcess.StartAsync(data, Cancelled);
        var acknowledged = await FillAsync(node);
        await node.KillAsync(Cancelled);

        disk.GiveBack();
        await using var again = await NodeProcess.StartAsync(data, Cancelled);
        await AssertGoesOnAsync(again, acknowledged);
    }

    private async Task AssertGoesOnAsync(NodeProcess node, List<string> acknowledged)
    {
        var after = $"/after/{acknowledged.Count}";
        await Deadline.UntilAsync(() => CollectAsync(node, after), status => status == HttpStatusCode.Accepted, Cancelled);
        await node.Pbm.FlushAsync(Pipeline, Cancelled);
        AssertRows(await node.Pbm.RowsAsync(Pipeline, "page-visits", Cancelled), [.. acknowledged, after]);
        AssertAddUp(await node.Pbm.CountersAsync(Pipeline, Cancelled), acknowledged.Count + 1);
    }

    /// <summary>Sends requests, each for a page of its own, until one is refused.</summary>
    /// <returns>The pages of the acknowledged ones.</returns>
    private async Task<List<string>> FillAsync(NodeProcess node)
    {
        var acknowledged = new List<string>();
        for (var request = 0; request < RequestsAtMost; request++)
        {
            var page = string.Create(CultureInfo.InvariantCulture, $"/page/{request}");
            using var answer = await PostAsync(node, page);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "a refused client is not told when to come again");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.True(acknowledged.Count > 0, "nothing was taken before the disk was full");
                return acknowledged;
            }

            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            acknowledged.Add(page);
        }

        throw new InvalidOperationException($"{RequestsAtMost} requests did not fill a disk of {DiskMegabytes} MiB");
    }

    private async Task<HttpStatusCode> CollectAsync(NodeProcess node, string page)
    {
        using var answer = await PostAsync(node, page);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> PostAsync(NodeProcess node, string page)
    {
        // The source's name is no field of a view: it is there to take space.
        var line = string.Create(CultureInfo.InvariantCulture, $"{new string('w', 1000)};{_second};10.0.0.7;{page}\n");
        using var body = new StringContent(string.Concat(Enumerable.Repeat(line, EventsPerRequest)), Encoding.UTF8, "text/plain");
        return await node.Http.PostAsync(new Uri($"/collect/{Pipeline}", UriKind.Relative), body, Cancelled);
    }

    // Of a request that was refused some events may be kept: its sender knows nothing of them, and they are counted no more than once.
    private static void AssertRows(IReadOnlyList<JsonElement> rows, IReadOnlyList<string> acknowledged)
    {
        var visits = rows.ToDictionary(
            row => row.GetProperty("key").GetProperty("page").GetString()!, row => row.GetProperty("columns").GetProperty("visits").GetInt64());
        Assert.All(acknowledged.SkipLast(1), page => Assert.Equal(EventsPerRequest, visits.GetValueOrDefault(page)));
        Assert.True(visits.GetValueOrDefault(acknowledged[^1]) >= EventsPerRequest, "the events sent after the disk had space are not there");
        Assert.True(visits.Count <= acknowledged.Count + 1, $"{visits.Count} pages have rows, {acknowledged.Count} were acknowledged and one refused");
    }

    private static void AssertAddUp(Counters counters, int acknowledged)
    {
        counters.AssertAddUp(counters.Source);
        Assert.Equal((0, 0), (counters.Late, counters.DeadLetter));
        Assert.True(counters.Applied >= acknowledged * EventsPerRequest, $"{acknowledged * EventsPerRequest} events were acknowledged: {counters}");
    }
}
