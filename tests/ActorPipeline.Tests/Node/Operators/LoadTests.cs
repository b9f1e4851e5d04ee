using System.Buffers.Binary;
using System.Net;
using System.Text;
using ActorPipeline.Log;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public sealed class LoadTests
{
    private const string Loads = "/pbm/pipelines/films/loads";

    [Fact]
    public async Task A_load_is_begun_sent_in_parts_and_resumed()
    {
        await using var node = await TestNode.StartAsync();
        var begun = await node.TellAsync(Loads).JsonAsync();
        Assert.Equal(["load", "from", "start", "next"], begun.EnumerateObject().Select(member => member.Name));
        var id = begun.GetProperty("load").GetString();
        Assert.Equal("[7,9]", begun.GetProperty("from").GetRawText());
        Assert.Equal(0, begun.GetProperty("next").GetInt64());

        var sent = await node.TellAsync($"{Loads}/{id}/events?first=0", Body("one", "", "three")).JsonAsync();
        Assert.Equal("""{"accepted":3}""", sent.GetRawText());
        Assert.Equal(["one", "", "three"], node.Engine[TestPipelines.Films].Appended);

        var resumed = await node.TellAsync($"{Loads}/{id}/resume", TestNode.Content("""{"from":[7,9]}""", "application/json")).JsonAsync();
        Assert.Equal(3, resumed.GetProperty("next").GetInt64());
    }

    [Fact]
    public async Task What_became_of_a_load_is_told_once_all_is_applied()
    {
        await using var node = await TestNode.StartAsync();
        var begun = await node.TellAsync($"{Loads}?id=mine").JsonAsync();
        var start = $"{{\"start\":{begun.GetProperty("start").GetRawText()}}}";

        var outcome = await node.TellAsync($"{Loads}/mine/outcome", TestNode.Content(start, "application/json")).JsonAsync();
        Assert.Equal("""{"done":true,"late":4,"dead_letters":{"bad-json":3}}""", outcome.GetRawText());

        node.Engine[TestPipelines.Films].Applied = new TaskCompletionSource().Task;
        var asked = node.TellAsync($"{Loads}/mine/outcome", TestNode.Content(start, "application/json")).JsonAsync();
        Assert.Equal("""{"done":false}""", (await asked).GetRawText());
        await node.TellAsync($"{Loads}/mine/outcome", TestNode.Content("{}", "application/json")).ProblemAsync(HttpStatusCode.BadRequest, "bad-outcome");
    }

    [Fact]
    public async Task Records_are_looked_at_without_being_taken()
    {
        await using var node = await TestNode.StartAsync();
        var preview = await node.TellAsync("/pbm/pipelines/films/preview", Body("nonsense")).JsonAsync();

        Assert.Equal((1, 1), (preview.GetProperty("records").GetInt32(), preview.GetProperty("refused").GetInt32()));
        Assert.StartsWith("record 1: bad-json: ", preview.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, preview.GetProperty("looks_like").ValueKind);
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Records_of_another_format_are_said_to_look_like_it()
    {
        await using var node = await TestNode.StartAsync();
        var preview = await node.TellAsync("/pbm/pipelines/films/preview", Body("a;1485352952", "b;1485352953")).JsonAsync();

        Assert.Equal("csv of 2 columns parted by ';'", preview.GetProperty("looks_like").GetString());
    }

    [Fact]
    public async Task A_pipeline_is_proposed_for_the_first_records_of_a_file()
    {
        await using var node = await TestNode.StartAsync();
        var guess = await node.TellAsync("/pbm/guess?name=films", TestNode.Content("who;when\na;1485352952\nb;1485352953\n", "application/octet-stream")).JsonAsync();

        Assert.Equal("films-2", guess.GetProperty("name").GetString());
        Assert.Equal((2, 2), (guess.GetProperty("records").GetInt32(), guess.GetProperty("taken").GetInt32()));
        Assert.Equal("""["--format","csv","--header"]""", guess.GetProperty("load_options").GetRawText());
        Assert.Equal(
            """
            pipelines.films-2 {
              source {
                topic = films-2, format = csv
                separator = ";"
                columns = [who, when]
                time { field = when, pattern = auto }
                fields {
                  who = who
                }
              }
              views {
                per-minute { key = [who], window { length = 1m }, columns { events = count } }
              }
            }

            """,
            guess.GetProperty("definition").GetString());

        await node.TellAsync("/pbm/guess?name=letter.txt", TestNode.Content("some words\nof a letter\n", "application/octet-stream"))
            .ProblemAsync(HttpStatusCode.BadRequest, "no-guess");
    }

    [Fact]
    public async Task A_client_may_name_its_load()
    {
        await using var node = await TestNode.StartAsync();
        var begun = await node.TellAsync($"{Loads}?id=mine").JsonAsync();
        Assert.Equal("mine", begun.GetProperty("load").GetString());
        await node.TellAsync($"{Loads}?id={new string('x', 65)}").ProblemAsync(HttpStatusCode.BadRequest, "bad-load-id");
    }

    [Fact]
    public async Task A_load_this_node_has_forgotten_must_be_resumed_first()
    {
        await using var node = await TestNode.StartAsync();
        await node.TellAsync($"{Loads}/lost/events?first=0", Body("one")).ProblemAsync(HttpStatusCode.Conflict, "unknown-load");
    }

    [Fact]
    public async Task A_failing_log_is_answered_with_when_to_try_again()
    {
        await using var node = await TestNode.StartAsync();
        await node.TellAsync($"{Loads}?id=mine").JsonAsync();
        node.Engine[TestPipelines.Films].Failure = new EventLogException("disk full");
        using var answer = await node.TellAsync($"{Loads}/mine/events?first=0", Body("one"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(new byte[] { 5, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    [InlineData(new byte[] { 1, 0 })]
    public async Task A_body_with_broken_lengths_is_refused_whole(byte[] body)
    {
        await using var node = await TestNode.StartAsync();
        await node.TellAsync($"{Loads}?id=mine").JsonAsync();
        await node.TellAsync($"{Loads}/mine/events?first=0", new ByteArrayContent(body)).ProblemAsync(HttpStatusCode.BadRequest, "bad-load-body");
        Assert.Empty(node.Engine[TestPipelines.Films].Appended);
    }

    [Fact]
    public async Task Requests_that_lack_what_they_need_are_refused()
    {
        await using var node = await TestNode.StartAsync("management.max-load-size=1KiB");
        await node.TellAsync($"{Loads}/mine/events", Body("one")).ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
        await node.TellAsync($"{Loads}/mine/resume", TestNode.Content("{}", "application/json")).ProblemAsync(HttpStatusCode.BadRequest, "bad-resume");
        await node.TellAsync($"{Loads}/mine/resume", TestNode.Content("[", "application/json")).ProblemAsync(HttpStatusCode.BadRequest, "bad-resume");
        await node.TellAsync($"{Loads}/mine/events?first=0", Body(new string('x', 2000))).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    private static ByteArrayContent Body(params string[] records)
    {
        var body = new List<byte>();
        foreach (var record in records.Select(Encoding.UTF8.GetBytes))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, record.Length);
            body.AddRange([.. length, .. record]);
        }

        return new ByteArrayContent([.. body]);
    }
}
