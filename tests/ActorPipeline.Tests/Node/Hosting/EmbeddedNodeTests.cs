using System.Net;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>A whole embedded node: what is posted is counted, kept over a restart, and read back.</summary>
public sealed class EmbeddedNodeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_posted_is_counted_and_kept_over_a_restart()
    {
        var now = DateTimeOffset.UnixEpoch.AddMilliseconds(TestRows.Start);
        await RunAsync(async node =>
        {
            var lines = string.Join('\n', Enumerable.Range(0, 10).Select(i => Event(now.AddSeconds(i), client: i % 3)));
            Assert.Equal(10, (await node.CollectAsync("csc8101", TestNode.Content(lines, "text/plain")).JsonAsync(HttpStatusCode.Accepted)).GetProperty("accepted").GetInt32());
            var status = await node.TellAsync("/pbm/pipelines/csc8101/wait?flush=true").JsonAsync();
            Assert.Equal(10, status.GetProperty("applied").GetInt64());
            await CheckRowsAsync(node);
        });
        await RunAsync(async node =>
        {
            var status = await node.TellAsync("/pbm/pipelines/csc8101/wait").JsonAsync();
            Assert.Equal(10, status.GetProperty("source").GetInt64());
            Assert.Equal(0, status.GetProperty("pending").GetInt64());
            await CheckRowsAsync(node);
        });
    }

    [Fact]
    public async Task A_node_whose_folder_is_taken_away_takes_nothing_more_and_is_not_ready()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells a file from another one at its path");
        var data = Path.Combine(_folder.Path, "data");
        var line = Event(DateTimeOffset.UnixEpoch.AddMilliseconds(TestRows.Start), client: 1);
        await RunningNode.RunAsync(
            data,
            async node =>
            {
                await node.CollectAsync("csc8101", TestNode.Content(line, "text/plain")).JsonAsync(HttpStatusCode.Accepted);
                Directory.Move(data, $"{data}.moved");

                var refused = await node.CollectAsync("csc8101", TestNode.Content(line, "text/plain"))
                    .ProblemAsync(HttpStatusCode.ServiceUnavailable, "event-log");
                Assert.Contains($"{data}/", refused, StringComparison.Ordinal);
                var ready = await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
                Assert.Contains("is no longer what this node opened", ready.GetProperty("checks").ToString(), StringComparison.Ordinal);
            },
            "--set",
            "shutdown.timeout=1s");
    }

    private static async Task CheckRowsAsync(RunningNode node)
    {
        var rows = await node.GetAsync("/api/pipelines/csc8101/views/page-visitors/rows").JsonAsync();
        Assert.Equal([(10, 3), (10, 3)], rows.EnumerateArray().Select(row => row.GetProperty("columns"))
            .Select(columns => (columns.GetProperty("visits").GetInt32(), columns.GetProperty("visitors").GetInt32())));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(TestRows.Start, row.GetProperty("window").GetProperty("first_event").GetInt64()));
    }

    private static string Event(DateTimeOffset time, int client) =>
        $$$"""{"client_id":"c{{{client}}}","timestamp":"{{{time:yyyy-MM-dd'T'HH:mm:ss}}}","url":{"topic":"Action","page":"Heat"}}""";

    private Task RunAsync(Func<RunningNode, Task> act) => RunningNode.RunAsync(_folder.Path, act);
}
