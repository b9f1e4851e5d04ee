using System.Net;
using System.Text;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>What is no event is refused with its place and reason, and what comes after it counts.</summary>
public sealed class GarbageTests
{
    private const string Pipeline = "csc8101";
    private const int GoodEvents = 3;
    private const string Good = """{"client_id":"c1","timestamp":"2017-01-25T14:02:32","url":{"topic":"Action","page":"Die Hard"}}""";

    private static readonly byte[][] Garbage =
    [
        .. new[]
        {
            "no JSON at all",
            "null",
            "42",
            "\"text\"",
            "{}",
            "[]",
            Good[..^1],
            Good.Replace("\"c1\"", $"{new string('[', 20_000)}1{new string(']', 20_000)}", StringComparison.Ordinal),
            Good.Replace("\"c1\"", new string('[', 20_000), StringComparison.Ordinal),
            Good.Replace("{\"topic\":\"Action\",\"page\":\"Die Hard\"}", "\"Action\"", StringComparison.Ordinal),
            Good.Replace("\"Die Hard\"", "[\"Die\",\"Hard\"]", StringComparison.Ordinal),
            Good.Replace("\"2017-01-25T14:02:32\"", "{}", StringComparison.Ordinal),
            Good.Replace("2017-01-25", "0000-01-01", StringComparison.Ordinal),
            Good.Replace("2017-01-25", "9999-12-31", StringComparison.Ordinal),
            Good.Replace("2017-01-25", "2017-02-29", StringComparison.Ordinal),
        }.Select(Encoding.UTF8.GetBytes),
        [.. Encoding.UTF8.GetBytes(Good[..16]), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes(Good[16..])],
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01],
        [0xEF, 0xBB, 0xBF, 0x00, 0x00],
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Garbage_in_the_source_becomes_dead_letters_with_reason_and_position()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var file = folder.Of("garbage");
        await WriteAsync(file);

        await node.Pbm.RunAsync(Cancelled, "events", "load", Pipeline, file, "--force", "--allow-dead-letters");
        await node.Pbm.FlushAsync(Pipeline, Cancelled);

        var counters = await node.Pbm.CountersAsync(Pipeline, Cancelled);
        counters.AssertAddUp(GoodEvents + Garbage.Length);
        Assert.Equal((GoodEvents, Garbage.Length), (counters.Applied, counters.DeadLetter));
        await AssertDeadLettersAsync(node);
        await AssertGoodOnesCountAsync(node);
    }

    [Fact]
    public async Task A_line_too_large_for_the_source_is_left_out_of_a_load_and_named()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var file = folder.Of("garbage");
        await File.WriteAllLinesAsync(file, [Good, new string('x', 3 << 20), Good], Cancelled);

        await using var load = node.Pbm.Start("events", "load", Pipeline, file);
        var result = await load.ResultAsync(Cancelled);

        Assert.Equal(1, result.ExitCode);
        var summary = JsonElement.Parse(result.Output);
        Assert.Equal((2, 1), (summary.GetProperty("accepted").GetInt32(), summary.GetProperty("rejected").GetInt32()));
        Assert.Contains("garbage", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_collector_names_index_and_reason_of_every_event_it_refuses()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);

        // Lines, so that no event can break those beside it.
        byte[][] events = [.. Garbage, .. Enumerable.Repeat(Encoding.UTF8.GetBytes(Good), GoodEvents)];
        using var answer = await PostAsync(node, events.SelectMany(item => item.Append((byte)'\n')).ToArray(), "text/plain");
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        var (accepted, rejected) = Read(JsonElement.Parse(text));

        Assert.All(rejected, item => Assert.NotEmpty(item.Reason));
        Assert.Equal(Enumerable.Range(0, Garbage.Length), rejected.Select(item => item.Index));
        await node.Pbm.FlushAsync(Pipeline, Cancelled);
        var counters = await node.Pbm.CountersAsync(Pipeline, Cancelled);
        counters.AssertAddUp(accepted);
        Assert.Equal((GoodEvents, 0), (counters.Applied, counters.DeadLetter));
        await AssertGoodOnesCountAsync(node);
    }

    [Fact]
    public async Task Long_values_count_and_stay_different()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var events = "xyy".Select(last => Good.Replace("c1", new string('c', 100_000) + last, StringComparison.Ordinal));
        using var answer = await PostAsync(node, Encoding.UTF8.GetBytes(string.Join('\n', events)), "text/plain");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await node.Pbm.FlushAsync(Pipeline, Cancelled);

        (await node.Pbm.CountersAsync(Pipeline, Cancelled)).AssertAddUp(3);
        var rows = await node.Pbm.RowsAsync(Pipeline, "page-visitors", Cancelled);
        Assert.All(rows, row => Assert.Equal((3, 2), (row.GetProperty("columns").GetProperty("visits").GetInt32(), row.GetProperty("columns").GetProperty("visitors").GetInt32())));
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task A_request_that_is_none_is_answered_with_a_problem_document()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);

        await AssertProblemAsync(node, "", "application/json", HttpStatusCode.BadRequest);
        await AssertProblemAsync(node, new string('[', 100_000), "application/json", HttpStatusCode.BadRequest);
        await AssertProblemAsync(node, $"[{Good},", "application/json", HttpStatusCode.BadRequest);
        await AssertProblemAsync(node, Good, "application/xml", HttpStatusCode.UnsupportedMediaType);
        await AssertProblemAsync(node, new string('x', 2 << 20), "text/plain", HttpStatusCode.RequestEntityTooLarge);
        await AssertProblemAsync(node, string.Concat(Enumerable.Repeat("1\n", 20_000)), "text/plain", HttpStatusCode.RequestEntityTooLarge);

        var counters = await node.Pbm.CountersAsync(Pipeline, Cancelled);
        counters.AssertAddUp(0);
    }

    private static (int Accepted, List<(int Index, string Reason)> Rejected) Read(JsonElement answer) => (
        answer.GetProperty("accepted").GetInt32(),
        [.. answer.GetProperty("rejected").EnumerateArray().Select(item => (item.GetProperty("index").GetInt32(), item.GetProperty("reason").GetString()!))]);

    private static async Task WriteAsync(string path)
    {
        await using var file = File.Create(path);
        foreach (var item in Garbage.Concat(Enumerable.Repeat(Encoding.UTF8.GetBytes(Good), GoodEvents)))
        {
            await file.WriteAsync(item, Cancelled);
            await file.WriteAsync("\n"u8.ToArray(), Cancelled);
        }
    }

    private static async Task AssertDeadLettersAsync(NodeProcess node)
    {
        var letters = (await node.Pbm.RunAsync(Cancelled, "deadletter", "list", Pipeline)).EnumerateArray().ToList();
        Assert.Equal(
            Garbage.Select(Convert.ToBase64String).Order(StringComparer.Ordinal),
            letters.Select(letter => letter.GetProperty("base64").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(letters, letter => Assert.NotEmpty(letter.GetProperty("reason").GetString()!));
        Assert.All(letters, letter => Assert.Equal("production", letter.GetProperty("topic").GetString()));
        var positions = letters.Select(letter => (letter.GetProperty("partition").GetInt32(), letter.GetProperty("offset").GetInt64()));
        Assert.Equal(letters.Count, positions.Distinct().Count());
    }

    private static async Task AssertGoodOnesCountAsync(NodeProcess node)
    {
        // Windows of two minutes every minute: each event is in two.
        var rows = await node.Pbm.RowsAsync(Pipeline, "page-visitors", Cancelled);
        Assert.Equal(
            [("Die Hard", GoodEvents, 1), ("Die Hard", GoodEvents, 1)],
            rows.Select(row => (
                row.GetProperty("key").GetProperty("page").GetString()!,
                row.GetProperty("columns").GetProperty("visits").GetInt32(),
                row.GetProperty("columns").GetProperty("visitors").GetInt32())));
    }

    private static async Task AssertProblemAsync(NodeProcess node, string body, string mediaType, HttpStatusCode expected)
    {
        using var answer = await PostAsync(node, Encoding.UTF8.GetBytes(body), mediaType);
        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    private static async Task<HttpResponseMessage> PostAsync(NodeProcess node, byte[] body, string mediaType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(mediaType);
        return await node.Http.PostAsync(new Uri($"/collect/{Pipeline}", UriKind.Relative), content, Cancelled);
    }
}
