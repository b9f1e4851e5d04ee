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

    [Theory]
    [InlineData("${vars.password}", "expected a value for ${vars.password} in the configuration")]
    [InlineData("${?vars.password}", "expected a value for ${?vars.password} in the configuration")]
    [InlineData("${kafka.properties.sasl.password}", "expected a value for ${kafka.properties.sasl.password} in the configuration")]
    [InlineData("x${cassandra.password}${management.max-dead-letters}", "")]
    public Task A_file_that_is_checked_learns_nothing_of_what_the_node_is_configured_with(string topic, string error) => RunningNode.RunAsync(
        _folder.Path,
        async node =>
        {
            var file = $$"""
                pipelines.own {
                  source { topic = {{topic}}, format = json, time { field = at, pattern = iso }, fields { page = page } }
                  views.pages { key = [page], window { length = 1m }, columns { visits = count } }
                }
                """;
            using var content = new StringContent(file);
            var answer = await node.TellAsync("/pbm/check?name=own.conf", content).JsonAsync();
            Assert.DoesNotContain("hidden", answer.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("4711", answer.GetRawText(), StringComparison.Ordinal);
            Assert.Contains(error, answer.GetProperty("error").GetString() ?? "", StringComparison.Ordinal);
        },
        "--set", "vars.password=hidden", "--set", "cassandra.password=hidden", "--set", "cassandra.username=me",
        "--set", "management.max-dead-letters=4711", "--set", "kafka.properties.sasl.password=hidden");

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
