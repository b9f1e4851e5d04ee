using System.Text;
using System.Text.Json;
using ActorPipeline.Node.Operators;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Output;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace ActorPipeline.Tests.Pbm;

/// <summary>A node that is broken, or wants harm, neither reaches through to the terminal nor fills the memory.</summary>
public sealed class HostileNodeTests
{
    private const string Rows = "GET /pbm/pipelines/csc8101/views/page-visitors/rows";
    private const string Lines = "application/x-ndjson";

    // Every command that asks a node; FILE is a file that is there.
    private static readonly string[][] Commands =
    [
        ["actor", "hierarchy"],
        ["actor", "show", "csc8101", "page-visitors", "Action", "Die Hard"],
        ["cluster", "down", "n2"],
        ["cluster", "down-unreachable"],
        ["cluster", "leader"],
        ["cluster", "leave", "n2", "--timeout", "5s"],
        ["cluster", "show"],
        ["cluster", "status"],
        ["cluster", "tail"],
        ["cluster", "wait", "--for", "ready"],
        ["deadletter", "list", "csc8101"],
        ["deadletter", "replay", "csc8101"],
        ["deadletter", "show", "csc8101", "0-17"],
        ["events", "load", "csc8101", "FILE"],
        ["events", "tail", "csc8101"],
        ["events", "wait", "csc8101"],
        ["pipeline", "check", "FILE"],
        ["pipeline", "guess", "FILE"],
        ["pipeline", "list"],
        ["pipeline", "show", "csc8101"],
        ["pipeline", "status", "csc8101"],
        ["batch", "drift"],
        ["batch", "history"],
        ["batch", "pause"],
        ["batch", "rebuild", "site-log"],
        ["batch", "resume"],
        ["batch", "run"],
        ["batch", "show"],
        ["schema", "apply"],
        ["schema", "show"],
        ["shard", "explain", "csc8101/0"],
        ["shard", "list"],
        ["shard", "locate", "csc8101", "page-visitors", "Action", "Die Hard"],
        ["shard", "show", "csc8101/0"],
        ["sql", "select 1"],
        ["view", "keys", "csc8101", "page-visitors"],
        ["view", "list"],
        ["view", "rows", "csc8101", "page-visitors"],
    ];

    public static TheoryData<string> Formats => [.. Enum.GetNames<OutputFormat>().Select(format => format.ToLowerInvariant())];

    [Fact]
    public void Every_command_that_asks_a_node_is_tried()
    {
        var tried = Commands.Select(line => line[0] == "sql" ? "sql" : $"{line[0]} {line[1]}").Order(StringComparer.Ordinal);
        Assert.Equal(PaletteCommand.All.Select(command => command.Name).Order(StringComparer.Ordinal), tried);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Whatever_a_node_says_no_command_lets_it_through_to_a_terminal(string format)
    {
        await using var node = await StartEvilAsync();
        foreach (var command in Commands)
        {
            using var run = new PbmRun(node.Address) { IsTerminal = true };

            await run.RunAsync([.. WithFile(run, command), "-o", format]);

            var shown = $"{run.Out.Text}{run.Error.Text}";
            Assert.True(!Evil.LeftIn(shown).Any(), $"{string.Join(' ', command)}: {TerminalText.Escape(shown)}");
            Assert.True(shown.Contains("\\u202e", StringComparison.Ordinal) || IsWithoutWords(command, format), $"{string.Join(' ', command)} shows no words: {shown}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Whatever_a_node_refuses_with_its_words_are_one_line(string format)
    {
        await using var node = await FakeNode.StartAsync();
        node.AnswerAll(Refuse);
        foreach (var command in Commands)
        {
            using var run = new PbmRun(node.Address) { IsTerminal = true };

            Assert.Equal(ExitCode.Failed, await run.RunAsync([.. WithFile(run, command), "-o", format]));

            var shown = $"{run.Out.Text}{run.Error.Text}";
            Assert.True(!Evil.LeftIn(shown).Any(), $"{string.Join(' ', command)}: {TerminalText.Escape(shown)}");
            Assert.Single(run.Error.Text.Split('\n'), line => line.Contains("\\u202e", StringComparison.Ordinal));
        }

        static Task Refuse(HttpContext context)
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync(JsonSerializer.Serialize(new { title = $"no{Evil.Words}", detail = Evil.Words }));
        }
    }

    [Fact]
    public async Task A_reason_phrase_is_a_text_of_the_node_too()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/cluster", context =>
        {
            context.Response.StatusCode = 500;
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "no\u001b[31m\u0007";
            return Task.CompletedTask;
        });
        using var run = new PbmRun(node.Address);

        await run.RunAsync("cluster", "show");

        Assert.Equal("pbm: the node answered 500 no\\u001b[31m\\u0007\n", run.Error.Text);
    }

    [Fact]
    public async Task JSON_on_a_terminal_says_the_same_as_in_a_pipe()
    {
        await using var node = await StartEvilAsync();
        using var terminal = new PbmRun(node.Address) { IsTerminal = true };
        using var pipe = new PbmRun(node.Address);

        await terminal.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "json");
        await pipe.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "json");

        Assert.Empty(Evil.LeftIn(terminal.Out.Text));
        var (shown, piped) = (JsonDocument.Parse(terminal.Out.Text).RootElement, JsonDocument.Parse(pipe.Out.Text).RootElement);
        Assert.True(JsonElement.DeepEquals(shown, piped));
        Assert.Equal($"Die Hard{Evil.Words}", shown[0].GetProperty("key").GetProperty($"page{Evil.Words}").GetString());
    }

    [Fact]
    public async Task CSV_in_a_pipe_has_the_bytes_of_the_values()
    {
        await using var node = await StartEvilAsync();
        using var pipe = new PbmRun(node.Address);

        await pipe.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "csv");

        Assert.StartsWith($"\"topic{Evil.Words}\",\"page{Evil.Words}\",", pipe.Out.Text, StringComparison.Ordinal);
        Assert.Contains($",\"Die Hard{Evil.Words}\",", pipe.Out.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_makes_no_row_of_its_own()
    {
        await using var node = await StartEvilAsync();
        using var run = new PbmRun(node.Address);

        await run.RunAsync("cluster", "show");

        Assert.Equal(["Count: 2 nodes"], run.Out.Text.Split('\n').Where(line => line.StartsWith("Count", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Names_that_cannot_be_shown_are_not_offered()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines", JsonSerializer.Serialize(new[] { new { name = "csc8101" }, new { name = $"csc{Evil.Words}" } }));
        using var run = new PbmRun(node.Address);

        await run.RunAsync("__complete", "--", "pipeline", "show", "");

        Assert.Equal("csc8101\n", run.Out.Text);
    }

    [Fact]
    public async Task The_prompt_shows_nothing_of_it_either()
    {
        await using var node = await StartEvilAsync();
        node.Answer("GET /pbm/palettes", "7");
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        foreach (var letter in "pipeline show \t\rview rows csc8101 page-visitors\rview keys csc8101 page-visitors --key \t\rshard show nosuch/1\rexit\r")
        {
            run.Keys.Enqueue(new ConsoleKeyInfo(letter, letter switch { '\r' => ConsoleKey.Enter, '\t' => ConsoleKey.Tab, _ => ConsoleKey.NoName }, false, false, false));
        }

        Assert.Equal(ExitCode.Ok, await run.RunAsync());

        Assert.Contains("\\u202e", run.Out.Text, StringComparison.Ordinal);
        Assert.Empty(Evil.LeftIn(run.Out.Text));
        Assert.Empty(Evil.LeftIn(run.Error.Text));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"views":[{"name":"v"},{"name":"v"}]}""")]
    [InlineData("""{"views":[{"name":null}]}""")]
    [InlineData("""{"views":7}""")]
    public async Task An_answer_of_another_shape_ends_neither_completion_nor_the_prompt(string pipeline)
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines/csc8101", pipeline);
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("__complete", "--", "view", "rows", "csc8101", "v", "--order", ""));
        Assert.Equal(("", ""), (run.Out.Text, run.Error.Text));
        Assert.Equal(ExitCode.Failed, await run.RunAsync("shard", "locate", "csc8101", "v", "key"));
        Assert.StartsWith("pbm: ", run.Error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"nodes":[""", "{},")]
    [InlineData("\"", "x")]
    [InlineData("", "\n")]
    public async Task A_document_without_end_is_not_read_to_its_end(string begin, string more)
    {
        await using var node = await FakeNode.StartAsync();
        node.AnswerForEver("GET /pbm/cluster", begin, more);
        using var run = new PbmRun(node.Address) { ClockStands = true };

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.Equal($"pbm: the answer of {node.Address}, or an item of it, is larger than 64 MiB and was not read to its end\n", run.Error.Text);
    }

    [Theory]
    [InlineData("events tail csc8101 --follow -o json", "GET /pbm/pipelines/csc8101/tail", "{\"value\":\"", "x")]
    [InlineData("events tail csc8101", "GET /pbm/pipelines/csc8101/tail", "", "\n")]
    [InlineData("view rows csc8101 page-visitors", Rows, "{\"key\":[", "1,")]
    [InlineData("deadletter list csc8101", "GET /pbm/pipelines/csc8101/deadletters", "{\"text\":\"", "x")]
    public async Task An_item_without_end_is_not_read_to_its_end(string line, string route, string begin, string more)
    {
        await using var node = await FakeNode.StartAsync();
        node.AnswerForEver(route, begin, more, Lines);
        using var run = new PbmRun(node.Address) { ClockStands = true };

        Assert.Equal(ExitCode.Failed, await run.RunAsync(line.Split(' ')));
        Assert.Contains("is larger than 64 MiB", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_may_be_longer_than_what_is_held_of_it()
    {
        await using var node = await FakeNode.StartAsync();
        const int Items = 80;
        using var counting = new CountingWriter();
        var item = Encoding.UTF8.GetBytes(SampleCluster.Row.Replace("Die Hard", new string('x', 1024 * 1024), StringComparison.Ordinal) + "\n");
        node.Answer(Rows, async context =>
        {
            context.Response.ContentType = Lines;
            for (var i = 0; i < Items; i++)
            {
                await context.Response.Body.WriteAsync(item, context.RequestAborted);
            }

            // Tables hold rows back to measure them, but not many of such ones: the answer is not over yet.
            await counting.ReachesAsync((Items - 10) * 1024L * 1024).WaitAsync(context.RequestAborted);
        });
        using var run = new PbmRun(node.Address) { ClockStands = true, Elsewhere = counting };

        Assert.Equal((ExitCode.Ok, ""), (await run.RunAsync("view", "rows", "csc8101", "page-visitors"), run.Error.Text));
        Assert.InRange(counting.Letters, Items * 1024L * 1024, long.MaxValue);
    }

    [Fact]
    public async Task A_problem_without_end_is_its_status()
    {
        await using var node = await FakeNode.StartAsync();
        node.AnswerForEver("GET /pbm/cluster", "{\"title\":\"", "x", status: 500);
        using var run = new PbmRun(node.Address) { ClockStands = true };

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.Equal("pbm: the node answered 500 Internal Server Error\n", run.Error.Text);
    }

    [Fact]
    public async Task Names_without_end_are_not_waited_for()
    {
        await using var node = await FakeNode.StartAsync();
        node.AnswerForEver("GET /pbm/pipelines/csc8101/views/page-visitors/keys", "", "{\"topic\":\"Action\"}\n", Lines);
        using var run = new PbmRun(node.Address) { ClockStands = true };

        Assert.Equal(ExitCode.Ok, await run.RunAsync("__complete", "--", "shard", "locate", "csc8101", "page-visitors", ""));
        Assert.Equal("Action\n", run.Out.Text);
    }

    private static async Task<FakeNode> StartEvilAsync()
    {
        var node = await FakeNode.StartAsync();
        node.Rewrite = Evil.In;
        node.Answer("POST /pbm/guess", """{"name":"access","looks":"nginx","records":20,"taken":15,"reason":"line 2","load_options":["--format lines"],"definition":"a {"}""");
        node.Answer("POST /pbm/check", """{"ok":false,"error":"a.conf:1","pipelines":[]}""");
        node.Answer("POST /pbm/pipelines/csc8101/loads", """{"load":"l1","from":[0],"start":{}}""");
        node.Answer("POST /pbm/pipelines/csc8101/preview", """{"records":20,"refused":15,"reason":"line 2","first":null,"looks_like":"nginx"}""");
        return node;
    }

    private static IEnumerable<string> WithFile(PbmRun run, string[] command) =>
        command.Select(word => word == "FILE" ? run.Write("events", string.Concat(Enumerable.Repeat("a line\n", 20))) : word);

    // A number is all that the one says; and some names are among the texts that commands compare.
    private static bool IsWithoutWords(string[] command, string format) => command is ["deadletter", "replay", ..] || format == "name";
}
