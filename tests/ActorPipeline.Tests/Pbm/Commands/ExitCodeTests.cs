using System.Net;
using System.Net.Sockets;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(500, "Internal Server Error", ExitCode.Failed)]
    [InlineData(400, "Bad Request", ExitCode.Failed)]
    [InlineData(503, "Service Unavailable", ExitCode.Failed)]
    [InlineData(404, "Not Found", ExitCode.NotFound)]
    [InlineData(401, "Unauthorized", ExitCode.Unauthorised)]
    [InlineData(403, "Forbidden", ExitCode.Unauthorised)]
    [InlineData(504, "Gateway Timeout", ExitCode.NotMet)]
    public async Task A_problem_becomes_one_line_and_its_exit_code(int status, string title, int expected)
    {
        await using var node = await FakeNode.StartAsync();
        node.Refuse("GET /pbm/pipelines/csc8101/status", status, title, "said why");
        using var run = new PbmRun(node.Address);

        var code = await run.RunAsync("pipeline", "status", "csc8101", "-o", "json");

        Assert.Equal((expected, ""), (code, run.Out.Text));
        Assert.StartsWith($"pbm: {title}: said why", run.Error.Text, StringComparison.Ordinal);
        Assert.Single(run.Error.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("context", "list")]
    [InlineData("context", "list", "-o", "json")]
    public async Task Output_that_cannot_be_written_is_one_line_and_1(params string[] line)
    {
        await using var output = new StreamWriter(new StandardOutput(_ => throw new IOException("No space left on device")));
        using var run = new PbmRun { Elsewhere = output };

        Assert.Equal(ExitCode.Failed, await run.RunAsync(line));
        Assert.Equal("pbm: cannot write to standard output: No space left on device\n", run.Error.Text);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("context", "list")]
    public async Task Output_that_nobody_reads_any_more_ends_the_command_without_a_word(params string[] line)
    {
        await using var output = new StreamWriter(new StandardOutput(_ => throw new OutputClosedException()));
        using var run = new PbmRun { Elsewhere = output };

        Assert.Equal((ExitCode.OutputClosed, ""), (await run.RunAsync(line), run.Error.Text));
    }

    [Fact]
    public async Task An_answer_that_is_no_problem_document_still_says_its_status()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/cluster", "<html>", 502, "text/html");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.Equal("pbm: the node answered 502 Bad Gateway\n", run.Error.Text);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_a_failure()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/cluster", "<html>");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.Contains("cannot be read", run.Error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"nodes":7}""")]
    public async Task An_answer_of_another_shape_is_a_failure(string answer)
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/cluster", answer);
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.StartsWith("pbm: the node's answer is not as expected", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_3()
    {
        using var run = new PbmRun($"http://127.0.0.1:{UnusedPort()}");

        Assert.Equal(ExitCode.CannotConnect, await run.RunAsync("cluster", "show"));
        Assert.StartsWith("pbm: cannot reach http://127.0.0.1:", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_3_and_never_a_whole_answer()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines/csc8101/views/page-visitors/rows", async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(SampleCluster.Row + "\n"));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.CannotConnect, await run.RunAsync("view", "rows", "csc8101", "page-visitors", "-o", "json"));
    }

    [Theory]
    [InlineData("pipeline", "status", "nosuch")]
    [InlineData("pipeline", "show", "nosuch")]
    [InlineData("shard", "list", "nosuch")]
    [InlineData("shard", "show", "csc8101/9")]
    [InlineData("view", "rows", "csc8101", "nosuch")]
    [InlineData("view", "keys", "csc8101", "nosuch")]
    [InlineData("shard", "locate", "csc8101", "nosuch", "x")]
    [InlineData("deadletter", "show", "csc8101", "9-9")]
    [InlineData("events", "tail", "nosuch")]
    [InlineData("events", "wait", "nosuch")]
    [InlineData("events", "load", "csc8101", "no-such-file")]
    [InlineData("pipeline", "check", "no-such-file")]
    [InlineData("pipeline", "guess", "no-such-file")]
    [InlineData("context", "select", "nosuch")]
    [InlineData("context", "remove", "nosuch")]
    [InlineData("context", "show", "nosuch")]
    public async Task What_does_not_exist_is_4(params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal((ExitCode.NotFound, ""), (await run.RunAsync(line), run.Out.Text));
        Assert.StartsWith("pbm: ", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_view_is_guessed()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        await run.RunAsync("view", "rows", "csc8101", "page-visitor");

        Assert.Equal("pbm: pipeline csc8101 has no view 'page-visitor'; did you mean 'page-visitors'?\n", run.Error.Text);
    }

    [Theory]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--key", "nosuch=1")]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--key", "topic")]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--order", "nosuch")]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--layer", "slow")]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--from", "yesterday")]
    [InlineData("view", "rows", "csc8101", "page-visitors", "--last", "0")]
    [InlineData("shard", "locate", "csc8101", "page-visitors", "Action")]
    [InlineData("shard", "show", "csc8101")]
    [InlineData("events", "tail", "csc8101", "-w")]
    [InlineData("events", "load", "csc8101")]
    [InlineData("events", "load", "csc8101", "-", "--follow")]
    [InlineData("events", "load", "csc8101", "-", "--header")]
    [InlineData("events", "wait", "csc8101", "--timeout", "soon")]
    [InlineData("cluster", "wait")]
    [InlineData("cluster", "wait", "--for", "godot")]
    [InlineData("cluster")]
    [InlineData("nosuch")]
    [InlineData("cluster", "show", "--nosuch")]
    [InlineData("cluster", "show", "more")]
    [InlineData("cluster", "show", "-o", "xml")]
    [InlineData("cluster", "show", "--node", "ftp://x")]
    [InlineData("cluster", "leader", "n1")]
    [InlineData("cluster", "wait", "--for", "nodes=0")]
    [InlineData("cluster", "wait", "--for", "nodes=")]
    [InlineData("cluster", "leave", "n1", "n2")]
    [InlineData("context", "add", "x")]
    [InlineData()]
    public async Task A_command_line_that_makes_no_sense_is_2(params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal((ExitCode.Usage, ""), (await run.RunAsync(line), run.Out.Text));
        Assert.NotEqual("", run.Error.Text);
    }

    [Fact]
    public async Task Interrupting_a_tail_is_130()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/pipelines/csc8101/tail", async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(SampleCluster.Tail));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var run = new PbmRun(node.Address);
        var running = run.RunAsync("events", "tail", "csc8101", "--follow", "-o", "json");

        await run.UntilAsync(run.Out.SeenAsync("\"offset\":3"), running);
        run.Interrupt();

        Assert.Equal(ExitCode.Interrupted, await running);
        Assert.Equal(2, run.Out.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("GET /pbm/pipelines/csc8101/tail?follow=true", node.Requests);
    }

    [Fact]
    public async Task Waiting_for_a_node_that_never_gets_ready_is_5_and_says_why()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/ready", SampleCluster.NotReady, 503);
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "wait", "--for", "ready", "--timeout", "30s"));
        Assert.Equal("pbm: not ready after 30s: pipeline:csc8101: recovering\n", run.Error.Text);
    }

    [Fact]
    public async Task Waiting_for_a_node_that_is_not_there_is_5()
    {
        using var run = new PbmRun($"http://127.0.0.1:{UnusedPort()}");

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "wait", "--for", "ready", "--timeout", "30s"));
    }

    [Fact]
    public async Task Waiting_goes_on_while_a_node_that_starts_has_no_report_yet()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("GET /pbm/ready", """{"title":"starting","status":503,"detail":"this node is not started yet: still starting"}""", 503, "application/problem+json");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "wait", "--for", "ready", "--timeout", "30s"));
        Assert.Equal("pbm: not ready after 30s: starting: this node is not started yet: still starting\n", run.Error.Text);
    }

    [Fact]
    public async Task Waiting_ends_when_the_node_is_ready()
    {
        await using var node = await FakeNode.StartAsync();
        var asked = 0;
        node.Answer("GET /pbm/ready", async context =>
        {
            var isReady = ++asked == 3;
            context.Response.StatusCode = isReady ? 200 : 503;
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(isReady ? SampleCluster.Ready : SampleCluster.NotReady));
        });
        using var run = new PbmRun(node.Address);

        Assert.Equal((ExitCode.Ok, 3), (await run.RunAsync("cluster", "wait", "--for", "ready", "-o", "name"), asked));
        Assert.Equal("ok\n", run.Out.Text);
    }

    [Fact]
    public async Task A_pipeline_file_that_is_wrong_is_1_and_says_where()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("POST /pbm/check", """{"ok":false,"error":"shop.conf:3: expected a duration; found \"soon\"","pipelines":[]}""");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("pipeline", "check", run.Write("shop.conf", "x"), "-o", "json"));
        Assert.Equal("pbm: shop.conf:3: expected a duration; found \"soon\"\n", run.Error.Text);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
