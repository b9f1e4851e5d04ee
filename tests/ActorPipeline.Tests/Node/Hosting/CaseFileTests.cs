using System.Net;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Docs;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Pbm;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>Small files of JSON and CSV as people have them, through a whole node: posted, loaded and followed they give what their table says.</summary>
public sealed class CaseFileTests : IDisposable
{
    private const string Json = """
        format = json, time { field = ts, pattern = auto }
        fields { user = user, page = page, agent { path = agent, optional = true }, price { path = price, optional = true } }
        """;

    private const string Pages = """where = "agent is missing", key = [page], columns { user = "last(user)" }""";

    private const string Table = "format = csv, columns = [id, date, nick, text], time { field = date, pattern = auto }, fields { id = id, text = text }";

    private const string Texts = """key = [id], columns { text = "last(text)" }""";

    private static readonly Case[] Cases =
    [
        new(
            "json/dotted-names.ndjson",
            """format = json, time { field = "@timestamp", pattern = auto }, fields { ip = "\"source.ip\"", page = "\"url.path\"" }""",
            """key = [page], columns { ip = "last(ip)" }""",
            "/x 192.0.2.1"),
        new("json/deep-unread-member.json", Json, Pages, "j13 u1"),
        new("json/optional-member-is-array.json", Json, Pages, "arr u1"),
        new("json/number-as-text.json", Json, """key = [page], columns { turnover = "sum(price)" }""") { Refused = "field price: expected a number below 10^18" },
        new("json/number-too-large.json", Json, """key = [page], columns { turnover = "sum(price)" }""") { Refused = "field price: expected a number below 10^18" },
        new("csv/stray-quote.csv", Table, Texts, "1 3\" pipe", "2 ok", "3 ok", "4 4\" pipe", "5 ok"),
        new("csv/stray-quote-odd.csv", Table, Texts, "1 3\" pipe", "2 ok", "3 ok"),
    ];

    private readonly TempFolder _folder = new();

    private static string Folder => Path.Combine(Checkout.Root, "..", "shared", "data", "cases");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("post")]
    [InlineData("load")]
    [InlineData("follow")]
    public async Task Files_give_what_their_table_says(string way)
    {
        SkipWithoutFiles();
        var configuration = _folder.File("cases.conf", $"pipelines {{\n{string.Concat(Cases.Select(item => item.Pipeline))}}}\n");
        await RunningNode.RunAsync(
            Path.Combine(_folder.Path, "data"),
            async node =>
            {
                foreach (var item in Cases)
                {
                    await (way switch
                    {
                        "post" => PostAsync(node, item),
                        "load" => LoadAsync(node, item),
                        _ => FollowAsync(node, item),
                    });
                    await CheckAsync(node, item, isPosted: way == "post");
                }
            },
            "--config",
            configuration);
    }

    [Fact]
    public void Every_file_of_JSON_has_its_case()
    {
        SkipWithoutFiles();
        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(Folder, "json")).Select(file => $"json/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
            Cases.Select(item => item.File).Where(file => file.StartsWith("json/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static async Task PostAsync(RunningNode node, Case item)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(item.Path, TestContext.Current.CancellationToken));
        content.Headers.ContentType = new("text/plain");
        var answer = await node.CollectAsync(item.Name, content).JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal((item.File, item.Rows.Length), (item.File, answer.GetProperty("accepted").GetInt32()));
        var reasons = answer.GetProperty("rejected").EnumerateArray().Select(rejected => rejected.GetProperty("reason").GetString());
        Assert.Equal(item.Refused is null ? [] : [item.Refused], reasons);
    }

    private static async Task LoadAsync(RunningNode node, Case item)
    {
        using var run = new PbmRun(node.Operators) { ClockStands = true };
        var code = await run.RunAsync("events", "load", item.Name, item.Path, "--format", item.Format);

        Assert.Equal((item.File, item.Refused is null ? ExitCode.Ok : ExitCode.Failed), (item.File, code));
        Assert.Contains(item.Refused is null ? "" : "1 became dead letters: bad-number 1", run.Error.Text, StringComparison.Ordinal);
    }

    private static async Task FollowAsync(RunningNode node, Case item)
    {
        using var run = new PbmRun(node.Operators) { ClockStands = true };
        var text = await File.ReadAllTextAsync(item.Path, TestContext.Current.CancellationToken);
        var file = run.Write("log", text.TrimEnd('\n'));
        var following = run.RunAsync("events", "load", item.Name, file, "--format", item.Format, "--follow");

        await File.AppendAllTextAsync(file, "\n", TestContext.Current.CancellationToken);
        await run.UntilAsync(TakenAsync(node, item), following);
        run.Interrupt();
        Assert.Equal(ExitCode.Interrupted, await following);
    }

    private static async Task TakenAsync(RunningNode node, Case item)
    {
        while ((await StatusAsync(node, item)).GetProperty("source").GetInt64() < item.Events)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task CheckAsync(RunningNode node, Case item, bool isPosted)
    {
        await node.TellAsync($"/pbm/pipelines/{item.Name}/wait?flush=true").JsonAsync();
        var status = await StatusAsync(node, item);
        var letters = item.Refused is null || isPosted ? 0 : 1;
        Assert.Equal((item.File, item.Rows.Length, letters), (item.File, status.GetProperty("applied").GetInt32(), status.GetProperty("dead_letter").GetInt32()));

        var rows = await node.GetAsync($"/api/pipelines/{item.Name}/views/v/rows").JsonAsync();
        Assert.Equal(item.Rows, rows.EnumerateArray().Select(TextOf));
    }

    private static Task<JsonElement> StatusAsync(RunningNode node, Case item) => node.AskAsync($"/pbm/pipelines/{item.Name}/status").JsonAsync();

    private static string TextOf(JsonElement row) => string.Join(
        ' ', row.GetProperty("key").EnumerateObject().Concat(row.GetProperty("columns").EnumerateObject())
            .Select(value => value.Value.ToString()));

    private static void SkipWithoutFiles()
    {
        var isThere = Directory.Exists(Folder);
        Assert.SkipWhen(!isThere && !LongTests.IsContinuousIntegration, "there is no shared/data/cases beside the checkout");
        Assert.True(isThere, "shared/data/cases must be beside the checkout");
    }

    /// <param name="File">The file below the cases' folder.</param>
    /// <param name="Source">How its pipeline reads events.</param>
    /// <param name="View">Its pipeline's one view.</param>
    /// <param name="Rows">The rows it gives, key and columns.</param>
    private sealed record Case(string File, string Source, string View, params string[] Rows)
    {
        /// <summary>Why its one event, which has no number where one is summed, is refused.</summary>
        public string? Refused { get; init; }

        public int Events => Refused is null ? Rows.Length : 1;

        public string Path => System.IO.Path.Combine(Folder, File);

        public string Name => System.IO.Path.GetFileNameWithoutExtension(File);

        public string Format => File.EndsWith(".csv", StringComparison.Ordinal) ? "csv" : "lines";

        public string Pipeline => $$"""
            {{Name}} {
              shards = 1
              source { topic = {{Name}}, {{Source}} }
              views.v { window { length = 1h }, {{View}} }
            }

            """;
    }
}
