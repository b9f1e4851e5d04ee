using System.Net;
using ActorPipeline.Log;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public sealed class DeadLetterTests
{
    private const string Replay = "/pbm/pipelines/films/deadletters/replay";

    [Fact]
    public async Task A_letter_that_was_kept_twice_is_listed_and_replayed_once()
    {
        await using var node = await StartAsync();
        Keep(node, (0, 5, "a"), (1, 5, "b"), (0, 5, "a"), (0, 6, "c"));

        Assert.Equal(["0-0", "0-1", "0-3"], await IdsAsync(node, ""));
        Assert.Equal("""{"replayed":3}""", (await node.TellAsync(Replay).JsonAsync()).GetRawText());
        Assert.Equal(["a", "b", "c"], node.Engine[TestPipelines.Films].Appended);
        await node.TellAsync($"{Replay}?id=0-4").ProblemAsync(HttpStatusCode.NotFound, "unknown-dead-letter");
    }

    [Fact]
    public async Task A_repeat_that_is_listed_is_shown_and_replayed()
    {
        await using var node = await StartAsync();
        Keep(node, (0, 5, "a"), (1, 5, "b"), (0, 5, "a"));

        Assert.Equal(["0-1", "0-2"], await IdsAsync(node, "?limit=2"));
        Assert.Equal("0-2", (await node.AskAsync("/pbm/pipelines/films/deadletters/0-2").JsonAsync()).GetProperty("id").GetString());
        Assert.Equal("""{"replayed":1}""", (await node.TellAsync($"{Replay}?id=0-2").JsonAsync()).GetRawText());
        Assert.Equal(["a"], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Letters_of_a_topic_that_was_created_again_are_not_taken_for_repeats()
    {
        await using var node = await StartAsync();
        Keep(node, (0, 5, "a"), (0, 5, "z"));

        Assert.Equal(["0-0", "0-1"], await IdsAsync(node, ""));
        Assert.Equal("""{"replayed":2}""", (await node.TellAsync(Replay).JsonAsync()).GetRawText());
    }

    [Fact]
    public async Task Only_the_newest_are_listed_shown_and_replayed()
    {
        await using var node = await StartAsync("management.max-dead-letters=3");
        Keep(node, [.. Enumerable.Range(0, 5).Select(i => (0, (long)i, $"{i}"))]);

        Assert.Equal(["0-3", "0-4"], await IdsAsync(node, "?limit=2"));
        await node.AskAsync("/pbm/pipelines/films/deadletters/0-1").ProblemAsync(HttpStatusCode.NotFound, "unknown-dead-letter");
        Assert.Equal("""{"replayed":3}""", (await node.TellAsync(Replay).JsonAsync()).GetRawText());
        Assert.Equal(["2", "3", "4"], node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Nothing_to_replay_is_no_failure()
    {
        await using var node = await StartAsync();

        Assert.Equal("""{"replayed":0}""", (await node.TellAsync(Replay).JsonAsync()).GetRawText());
        Assert.Empty(await IdsAsync(node, ""));
    }

    [Fact]
    public async Task What_is_kept_while_a_replay_runs_is_not_replayed_by_it()
    {
        await using var node = await StartAsync();
        Keep(node, (0, 0, "a"), (0, 1, "b"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var films = node.Engine[TestPipelines.Films];
        films.Gate = gate.Task;

        var replaying = node.TellAsync(Replay).JsonAsync();
        await films.AtGate.Task;
        Keep(node, (0, 2, "a"));
        gate.SetResult();

        Assert.Equal("""{"replayed":2}""", (await replaying).GetRawText());
        Assert.Equal(["a", "b"], films.Appended);
    }

    [Fact]
    public async Task A_log_that_refuses_is_told_of()
    {
        await using var node = await StartAsync();
        Keep(node, (0, 0, "a"));
        node.Engine[TestPipelines.Films].Failure = new EventLogException("the disk is full");

        var detail = await node.TellAsync(Replay).ProblemAsync(HttpStatusCode.ServiceUnavailable, "event-log");
        Assert.Contains("the disk is full", detail, StringComparison.Ordinal);
    }

    private static Task<TestNode> StartAsync(params string[] settings) => TestNode.StartAsync(["management.read-only=off", .. settings]);

    private static void Keep(TestNode node, params (int Partition, long Offset, string Text)[] letters)
    {
        foreach (var (partition, offset, text) in letters)
        {
            node.Engine.Records.AddDeadLetter(partition, offset, TestRows.Start, "unreadable", System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    private static async Task<IEnumerable<string?>> IdsAsync(TestNode node, string query) =>
        (await node.AskAsync($"/pbm/pipelines/films/deadletters{query}").JsonAsync()).EnumerateArray().Select(letter => letter.GetProperty("id").GetString());
}
