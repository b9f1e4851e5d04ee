using System.Globalization;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>Small files as people have them: loaded, posted and followed, they give what their table says. Those of JSON, which are lines like others to the
/// processes, go through a node without them.</summary>
public sealed class CaseFileTests
{
    // The lines that are taken, as page and address; and how many of them no view takes.
    private static readonly Dictionary<string, (string[] Visits, int Filtered)> AccessLogs = new(StringComparer.Ordinal)
    {
        ["vhost-in-front"] = (["/basket 192.0.2.10 09:15:00"], 0),
        ["nginx-main-forwarded-for"] = (["/basket 192.0.2.10 09:15:00"], 0),
        ["request-time-behind"] = (["/basket 192.0.2.10 09:15:00"], 0),
        ["cookie-behind"] = (["/ck 192.0.2.10 09:15:00"], 0),
        ["space-at-the-end"] = (["/ts 192.0.2.10 09:15:00"], 0),
        ["double-spaces"] = (["/basket 192.0.2.10 09:15:00"], 0),
        ["user-with-space"] = (["/private 192.0.2.10 09:15:00"], 0),
        ["two-addresses-in-front"] = (["/xff 192.0.2.10 09:15:00"], 0),
        ["microseconds"] = (["/us 192.0.2.10 09:15:00"], 0),
        ["offset-with-colon"] = (["/oc 192.0.2.10 08:15:00"], 0),
        ["latin1-bytes"] = (["/caf%E9 192.0.2.10 09:15:00"], 0),
        ["two-spaces-before-target"] = (["/lc 192.0.2.10 09:15:00", "/dbl 192.0.2.10 09:15:00"], 0),
        ["no-request-408"] = ([], 1),
        ["empty-request"] = ([], 1),
        ["tls-handshake-as-request"] = ([], 1),
        ["nul-bytes-in-front"] = (["/nul 198.51.100.9 09:15:00", "/nul 198.51.100.9 09:15:00"], 0),
        ["bom-in-front"] = (["/bom 198.51.100.9 09:15:00", "/bom 198.51.100.9 09:15:00"], 0),
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_access_log_has_its_case()
    {
        SkipWithoutFiles();
        var folder = Path.GetDirectoryName(File("access", "vhost-in-front.log"))!;
        Assert.Equal(Directory.EnumerateFiles(folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal), AccessLogs.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("load")]
    [InlineData("post")]
    [InlineData("follow")]
    public async Task Access_logs_give_the_visits_of_their_table(string way)
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartOrSkipAsync(folder, AccessLogs.Keys.Select(name => $$"""{{name}} = ${pipelines.access-log} { shards = 1, source.topic = {{name}} }"""));
        foreach (var (name, (visits, filtered)) in AccessLogs)
        {
            await SendAsync(node, way, name, File("access", $"{name}.log")!, visits.Length + filtered);
            await node.Pbm.FlushAsync(name, Cancelled);

            var counters = await node.Pbm.CountersAsync(name, Cancelled);
            counters.AssertAddUp(visits.Length + filtered);
            Assert.Equal((name, visits.Length + filtered, filtered), (name, counters.Applied, counters.Filtered));
            var rows = await node.Pbm.RowsAsync(name, "client-visits", Cancelled);
            Assert.Equal(visits.Order(StringComparer.Ordinal), rows.SelectMany(VisitsOf).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("load", "stray-quote", "3\" pipe|ok|ok|4\" pipe|ok")]
    [InlineData("post", "stray-quote", "3\" pipe|ok|ok|4\" pipe|ok")]
    [InlineData("load", "stray-quote-odd", "3\" pipe|ok|ok")]
    [InlineData("post", "stray-quote-odd", "3\" pipe|ok|ok")]
    public async Task A_quote_inside_a_value_of_a_table_is_a_letter(string way, string name, string texts)
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartOrSkipAsync(folder, [Table]);
        await SendAsync(node, way, "table", File("csv", $"{name}.csv")!, texts.Split('|').Length);
        await node.Pbm.FlushAsync("table", Cancelled);

        var rows = await node.Pbm.RowsAsync("table", "texts", Cancelled);
        Assert.Equal(texts.Split('|'), rows.OrderBy(row => row.GetProperty("key").GetProperty("id").GetString(), StringComparer.Ordinal)
            .Select(row => row.GetProperty("columns").GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("load")]
    [InlineData("post")]
    public async Task Of_a_table_that_is_cut_inside_quotes_the_records_before_are_taken(string way)
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartOrSkipAsync(folder, [Table]);
        var file = File("csv", "cut-inside-quotes.csv")!;
        if (way == "post")
        {
            var answer = await PostAsync(node, "table", file);
            Assert.Contains("quote opens", Assert.Single(answer.GetProperty("rejected").EnumerateArray()).GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
        else
        {
            await using var load = node.Pbm.Start("events", "load", "table", file, "--format", "csv");
            var result = await load.ResultAsync(Cancelled);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("a quoted field does not end", result.Errors, StringComparison.Ordinal);
        }

        await node.Pbm.FlushAsync("table", Cancelled);
        (await node.Pbm.CountersAsync("table", Cancelled)).AssertAddUp(1);
    }

    [Fact]
    public async Task Compressed_lines_are_taken_whole_or_up_to_where_they_are_cut()
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartOrSkipAsync(folder, []);
        var whole = File("gzip", "lines_whole.gz")!;
        Assert.Equal(300, (await PostAsync(node, "site-log", whole, "gzip")).GetProperty("accepted").GetInt32());
        Assert.Equal(300, (await node.Pbm.RunAsync(Cancelled, "events", "load", "site-log", whole)).GetProperty("accepted").GetInt32());
        foreach (var cut in (string[])["lines_cut.gz", "lines_cut_in_page.gz"])
        {
            var problem = await PostAsync(node, "site-log", File("gzip", cut)!, "gzip");
            Assert.Equal(400, problem.GetProperty("status").GetInt32());
            await using var load = node.Pbm.Start("events", "load", "site-log", File("gzip", cut)!);
            var result = await load.ResultAsync(Cancelled);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("cut short", result.Errors, StringComparison.Ordinal);
        }
    }

    private static string Table => """
        table {
          shards = 1
          source {
            topic = table, format = csv, columns = [id, date, nick, text], time { field = date }
            fields { id = id, text = text }
          }
          views.texts { key = [id], window { length = 1h }, columns { text = "last(text)" } }
        }
        """;

    private static string? File(string kind, string name) => Checkout.SharedData(Path.Combine("cases", kind, name));

    private static async Task<NodeProcess> StartOrSkipAsync(TemporaryFolder folder, IEnumerable<string> pipelines)
    {
        SkipWithoutFiles();
        var configuration = folder.Of("cases.conf");
        await System.IO.File.WriteAllTextAsync(configuration, $"pipelines {{\n{string.Join('\n', pipelines)}\n}}\n", Cancelled);
        return await NodeProcess.StartAsync(folder.Of("data"), Cancelled, "--config", configuration);
    }

    private static void SkipWithoutFiles()
    {
        var isThere = File("access", "vhost-in-front.log") is not null;
        Assert.SkipWhen(!isThere && !Checkout.IsContinuousIntegration, "there is no shared/data/cases beside the checkout");
        Assert.True(isThere, "shared/data/cases must be beside the checkout");
    }

    private static async Task SendAsync(NodeProcess node, string way, string pipeline, string file, int events)
    {
        string[] format = file.EndsWith(".csv", StringComparison.Ordinal) ? ["--format", "csv"] : [];
        switch (way)
        {
            case "load":
                await node.Pbm.RunAsync(Cancelled, ["events", "load", pipeline, file, .. format]);
                break;
            case "post":
                Assert.Equal(events, (await PostAsync(node, pipeline, file)).GetProperty("accepted").GetInt32());
                break;
            default:
                await using (node.Pbm.Start(["events", "load", pipeline, file, "--follow", .. format]))
                {
                    await Deadline.UntilAsync(() => node.Pbm.CountersAsync(pipeline, Cancelled), counters => counters.Source >= events, Cancelled);
                }

                break;
        }
    }

    private static async Task<JsonElement> PostAsync(NodeProcess node, string pipeline, string file, string? encoding = null)
    {
        using var body = new ByteArrayContent(await System.IO.File.ReadAllBytesAsync(file, Cancelled));
        body.Headers.ContentType = new("text/plain");
        if (encoding is not null)
        {
            body.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await node.Http.PostAsync(new Uri($"/collect/{pipeline}", UriKind.Relative), body, Cancelled);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static IEnumerable<string> VisitsOf(JsonElement row)
    {
        var start = DateTimeOffset.Parse(row.GetProperty("window").GetProperty("start").GetString()!, CultureInfo.InvariantCulture);
        var visit = $"{row.GetProperty("by").GetProperty("page").GetString()} {row.GetProperty("key").GetProperty("ip").GetString()} {start:HH:mm:ss}";
        return Enumerable.Repeat(visit, row.GetProperty("columns").GetProperty("visits").GetInt32());
    }
}
