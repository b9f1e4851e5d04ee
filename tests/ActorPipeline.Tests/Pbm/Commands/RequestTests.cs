using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Commands;

public sealed class RequestTests
{
    [Theory]
    [InlineData(
        "GET /pbm/pipelines/csc8101/views/client-visits/rows?key.client=4%202&by.page=Die%20Hard&from=2017-01-25T14:00:00Z&to=1485352952000&last=3&top=2&order=visits&open=true&layer=speed&limit=9",
        "view", "rows", "csc8101", "client-visits", "--key", "client=4 2", "--key", "page=Die Hard", "--from", "2017-01-25T14:00:00Z", "--to", "1485352952000",
        "--last", "3", "--top", "2", "--order", "visits", "--open", "--layer", "speed", "--limit", "9")]
    [InlineData("GET /pbm/pipelines/csc8101/views/page-visitors/keys?prefix=D%26e&limit=5", "view", "keys", "csc8101", "page-visitors", "--prefix", "D&e", "--limit", "5")]
    [InlineData("GET /pbm/pipelines/csc8101/views/page-visitors/locate?key.topic=A%2FB&key.page=%40home", "shard", "locate", "csc8101", "page-visitors", "A/B", "@home")]
    [InlineData("GET /pbm/cluster/tail", "cluster", "tail")]
    [InlineData("GET /pbm/pipelines/csc8101/tail?offset=-10", "events", "tail", "csc8101", "--offset", "-10")]
    [InlineData("POST /pbm/pipelines/csc8101/wait?flush=true&timeout=90000ms", "events", "wait", "csc8101", "--flush", "--timeout", "1.5m")]
    [InlineData("POST /pbm/pipelines/csc8101/wait?lake=true&timeout=60000ms", "events", "wait", "csc8101", "--lake")]
    [InlineData("POST /pbm/pipelines/csc8101/deadletters/replay?id=0-17", "deadletter", "replay", "csc8101", "0-17")]
    [InlineData("GET /pbm/batch", "batch", "show")]
    [InlineData("GET /pbm/batch/drift?pipeline=csc8101", "batch", "drift", "csc8101")]
    [InlineData("GET /pbm/batch?pipeline=csc8101", "batch", "show", "csc8101")]
    [InlineData("POST /pbm/batch/run?timeout=600000ms", "batch", "run")]
    [InlineData("POST /pbm/batch/run?job=compact&pipeline=csc8101&timeout=5000ms", "batch", "run", "compact", "--pipeline", "csc8101", "--timeout", "5s")]
    [InlineData("POST /pbm/batch/run?job=rebuild-views&pipeline=csc8101&timeout=600000ms", "batch", "rebuild", "csc8101")]
    [InlineData("GET /pbm/batch/history?job=compact&pipeline=csc8101", "batch", "history", "compact", "--pipeline", "csc8101")]
    [InlineData("POST /pbm/batch/pause", "batch", "pause")]
    [InlineData("POST /pbm/batch/resume?pipeline=csc8101", "batch", "resume", "csc8101")]
    [InlineData("POST /pbm/sql?head=true", "sql", "select 1")]
    [InlineData("GET /pbm/sql/tables", "sql", "--tables")]
    [InlineData("POST /pbm/schema?dry-run=true", "schema", "apply", "--dry-run")]
    [InlineData("POST /pbm/schema", "schema", "apply")]
    [InlineData("GET /pbm/actors?depth=2", "actor", "hierarchy", "-d", "2")]
    [InlineData("GET /pbm/actors?depth=5", "actor", "hierarchy")]
    public async Task What_is_typed_reaches_the_node_unharmed(string request, params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync(line));

        Assert.Equal(request.Replace("%3A", ":", StringComparison.Ordinal), node.Requests.Last().Replace("%3A", ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipeline_file_is_sent_as_it_is_with_its_name()
    {
        await using var node = await FakeNode.StartAsync();
        var sent = "";
        node.Answer("POST /pbm/check", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = await reader.ReadToEndAsync();
            await context.Response.Body.WriteAsync("""{"ok":true,"error":null,"pipelines":[]}"""u8.ToArray());
        });
        using var run = new PbmRun(node.Address);
        var file = run.Write("shop.conf", "pipelines.shop { été }");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("pipeline", "check", file));

        Assert.Equal("pipelines.shop { été }", sent);
        Assert.EndsWith("shop.conf", Uri.UnescapeDataString(node.Requests.Single()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_lines_of_a_file_are_sent_to_be_guessed_and_the_answer_is_a_pipeline_file(bool isCompressed)
    {
        await using var node = await FakeNode.StartAsync();
        var sent = "";
        node.Answer("POST /pbm/guess", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = await reader.ReadToEndAsync();
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Guess));
        });
        using var run = new PbmRun(node.Address);
        var file = run.Write("shop.csv", "a;1\nb;2\n");
        if (isCompressed)
        {
            await using var packed = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest);
            await packed.WriteAsync("a;1\nb;2\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Ok, await run.RunAsync("pipeline", "guess", file));

        Assert.Equal("a;1\nb;2\n", sent);
        Assert.Equal("POST /pbm/guess?name=shop.csv", node.Requests.Single());
        Assert.Equal(
            $"# csv of 2 columns parted by ';': takes 3 of the first 4 events (75 %).\n# It refuses record 2: bad-csv: expected 2 values, found 1\n"
            + $"# pbm events load shop-csv {file} --format csv --header\npipelines.shop-csv {{ }}\n",
            run.Out.Text);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("pipeline", "guess", file, "-o", "name"));
        Assert.EndsWith("shop-csv\n", run.Out.Text, StringComparison.Ordinal);
    }

    private const string Guess = """
        {"name":"shop-csv","looks":"csv of 2 columns parted by ';'","records":4,"taken":3,"reason":"record 2: bad-csv: expected 2 values, found 1",
        "load_options":["--format","csv","--header"],"definition":"pipelines.shop-csv { }\n"}
        """;

    [Fact]
    public async Task Watching_as_JSON_gives_a_document_a_line_and_waits_for_a_node_that_restarts()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);
        var asked = 0;
        node.Answer("GET /pbm/pipelines/csc8101/status", async context =>
        {
            switch (++asked)
            {
                case 2:
                    context.Abort();
                    return;
                case 4:
                    run.Interrupt();
                    break;
            }

            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(SampleCluster.Status), context.RequestAborted);
        });

        Assert.Equal(ExitCode.Interrupted, await run.RunAsync("pipeline", "status", "csc8101", "-w", "-o", "json"));

        var lines = run.Out.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, 2, 3);
        Assert.All(lines, line => Assert.Equal(SampleCluster.Status, line));
        Assert.Contains("waiting", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_a_list_as_JSON_gives_an_array_a_line()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);
        var asked = 0;
        node.Answer("GET /pbm/shards", async context =>
        {
            if (++asked == 3)
            {
                run.Interrupt();
            }

            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"[{SampleCluster.Shard},{SampleCluster.OtherShard}]"));
        });

        await run.RunAsync("-w", "-o", "json", "shard", "list");

        Assert.StartsWith($"[{SampleCluster.Shard},{SampleCluster.OtherShard}]\n[", run.Out.Text, StringComparison.Ordinal);
    }
}
