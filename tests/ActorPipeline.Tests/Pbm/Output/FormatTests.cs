using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Output;

public sealed class FormatTests
{
    public static TheoryData<string, string> Documents()
    {
        var data = new TheoryData<string, string>();
        (string Name, string Line)[] lines =
        [
            ("cluster-show", "cluster show"), ("cluster-status", "cluster status"), ("cluster-leader", "cluster leader"), ("shard-explain", "shard explain csc8101/0"), ("shard-list", "shard list"), ("shard-show", "shard show csc8101/0"),
            ("shard-locate", "shard locate csc8101 page-visitors Action Die"), ("pipeline-list", "pipeline list"), ("pipeline-show", "pipeline show csc8101"),
            ("pipeline-status", "pipeline status csc8101"), ("view-list", "view list"), ("view-rows", "view rows csc8101 page-visitors"),
            ("view-rows-none", "view rows csc8101 client-visits"), ("view-keys", "view keys csc8101 page-visitors"), ("events-tail", "events tail csc8101"),
            ("events-wait", "events wait csc8101"), ("deadletter-list", "deadletter list csc8101"), ("deadletter-show", "deadletter show csc8101 0-17"),
            ("deadletter-replay", "deadletter replay csc8101"), ("actor-hierarchy", "actor hierarchy"), ("actor-show", "actor show csc8101 page-visitors Action Die"), ("schema-show", "schema show"),
            ("batch-show", "batch show"), ("batch-history", "batch history"), ("batch-drift", "batch drift"), ("sql", "sql select"), ("sql-tables", "sql --tables"),
        ];
        foreach (var (name, line) in lines)
        {
            data.Add(name, line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_document_is_written_in_every_format_as_agreed(string name, string line)
    {
        await using var node = await FakeNode.StartAsync();
        foreach (var format in new[] { "table", "wide", "json", "csv", "yaml", "name" })
        {
            using var run = new PbmRun(node.Address);

            var code = await run.RunAsync([.. line.Split(' '), "-o", format]);

            Assert.Equal((ExitCode.Ok, ""), (code, run.Error.Text));
            GoldenFile.Check($"{name}.{format}", run.Out.Text);
        }
    }

    [Fact]
    public async Task Nothing_is_a_dash_in_tables_and_is_told_from_an_empty_text_everywhere_else()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines/csc8101", SampleCluster.PricedPipeline).Answer("GET /pbm/pipelines/csc8101/views/prices/rows", SampleCluster.PricedRows, type: "application/x-ndjson");
        foreach (var format in new[] { "table", "json", "csv", "yaml" })
        {
            using var run = new PbmRun(node.Address);

            var code = await run.RunAsync("view", "rows", "csc8101", "prices", "-o", format);

            Assert.Equal((ExitCode.Ok, ""), (code, run.Error.Text));
            GoldenFile.Check($"view-rows-nothing.{format}", run.Out.Text);
        }
    }

    [Fact]
    public async Task States_are_coloured_on_a_terminal_only()
    {
        await using var node = await FakeNode.StartAsync();
        using var terminal = new PbmRun(node.Address) { IsTerminal = true };
        using var sober = new PbmRun(node.Address) { IsTerminal = true, Variables = { ["NO_COLOR"] = "1" } };

        await terminal.RunAsync("shard", "list");
        await sober.RunAsync("shard", "list");

        Assert.Contains("\u001b[32mrunning\u001b[0m", terminal.Out.Text, StringComparison.Ordinal);
        Assert.Contains("\u001b[31mstalled\u001b[0m", terminal.Out.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", sober.Out.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("wide")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("yaml")]
    [InlineData("name")]
    public async Task Control_characters_of_values_never_reach_a_terminal(string format)
    {
        await using var node = await FakeNode.StartAsync();
        const string Bad = """\u001b[2J\u0007\u009b31m""";
        node.Answer("GET /pbm/pipelines/csc8101/views/page-visitors/rows", SampleCluster.Row.Replace("Die Hard", Bad, StringComparison.Ordinal), type: "application/x-ndjson");
        node.Answer("GET /pbm/pipelines/csc8101/views/page-visitors/keys", $$"""[{"topic":"Action","page":"{{Bad}}"}]""");
        node.Refuse("GET /pbm/pipelines/csc8101/status", 400, "Bad Request", Bad);
        using var run = new PbmRun(node.Address) { IsTerminal = true, Variables = { ["NO_COLOR"] = "1" } };

        Assert.Equal(ExitCode.Ok, await run.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", format));
        Assert.Equal(ExitCode.Ok, await run.RunAsync("view", "keys", "csc8101", "page-visitors", "-o", format));
        Assert.Equal(ExitCode.Failed, await run.RunAsync("pipeline", "status", "csc8101", "-o", format));

        Assert.Contains("[2J", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains("[2J", run.Error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{run.Out.Text}{run.Error.Text}", letter => char.IsControl(letter) && letter is not ('\r' or '\n'));
    }

    [Fact]
    public async Task More_rows_than_are_measured_are_all_written()
    {
        await using var node = await FakeNode.StartAsync();
        const int Rows = 2_500;
        node.Answer("GET /pbm/pipelines/csc8101/views/page-visitors/rows", string.Concat(Enumerable.Repeat(SampleCluster.Row + "\n", Rows)), type: "application/x-ndjson");
        using var table = new PbmRun(node.Address);
        using var json = new PbmRun(node.Address);

        await table.RunAsync("view", "rows", "csc8101", "page-visitors");
        await json.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "json");

        Assert.Equal(Rows + 1, table.Out.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(Rows, System.Text.Json.JsonDocument.Parse(json.Out.Text).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task An_array_is_read_where_lines_were_asked_for()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines/csc8101/views/page-visitors/rows", $"[{SampleCluster.Row},{SampleCluster.OtherRow}]");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "json"));

        GoldenFile.Check("view-rows.json", run.Out.Text);
    }
}
