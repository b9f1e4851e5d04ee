using System.Text;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Commands;

public sealed class SqlTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select 'ü' -- it's\n", "sql", "select 'ü' -- it's\n")]
    [InlineData("select 2", "sql", "-f", "FILE")]
    [InlineData("select 3", "sql", "-f", "-")]
    public async Task A_statement_is_sent_as_it_is(string sent, params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        var query = "";
        node.Answer("POST /pbm/sql", async context =>
        {
            query = (await JsonElementOf(context.Request.Body)).GetProperty("query").GetString()!;
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.Body.WriteAsync("{\"columns\":[]}\n"u8.ToArray());
        });
        using var run = new PbmRun(node.Address) { Input = new MemoryStream("select 3"u8.ToArray()) };
        var file = run.Write("report.sql", "select 2");

        Assert.Equal(ExitCode.Ok, await run.RunAsync([.. line.Select(word => word == "FILE" ? file : word)]));

        Assert.Equal(sent, query);
    }

    [Theory]
    [InlineData("visits.csv", "text/csv")]
    [InlineData("visits.PARQUET", "application/vnd.apache.parquet")]
    public async Task A_result_is_written_into_a_file_as_its_name_says(string name, string mediaType)
    {
        await using var node = await FakeNode.StartAsync();
        var accept = "";
        node.Answer("POST /pbm/sql", context =>
        {
            accept = context.Request.Headers.Accept.ToString();
            return context.Response.Body.WriteAsync("\0\u0001ü"u8.ToArray(), Ended).AsTask();
        });
        using var run = new PbmRun(node.Address);
        var file = run.Write(name, "before");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("sql", "select 1", "--out", file));

        Assert.Equal((mediaType, "\0\u0001ü"), (accept, await File.ReadAllTextAsync(file, Ended)));
        Assert.Equal([file], Directory.EnumerateFiles(run.Folder, "visits*"));
        Assert.Equal("", run.Out.Text);
    }

    [Fact]
    public async Task A_file_stays_as_it_was_where_there_is_no_result()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("POST /pbm/sql", """{"title":"Bad Request","detail":"no such column\nLINE 2: from x\n         ^","line":2,"column":3}""", 400);
        using var run = new PbmRun(node.Address);
        var file = run.Write("visits.csv", "before");

        Assert.Equal(ExitCode.Failed, await run.RunAsync("sql", "select 1", "--out", file));

        Assert.Equal("pbm: Bad Request: no such column (line 2, column 3)\n", run.Error.Text);
        Assert.Equal("before", await File.ReadAllTextAsync(file, Ended));
        Assert.Equal([file], Directory.EnumerateFiles(run.Folder, "visits*"));
    }

    [Theory]
    [InlineData("expected a statement, or a file with one (-f)", "sql")]
    [InlineData("expected a statement, or a file with one (-f)", "sql", "select 1", "-f", "x.sql")]
    [InlineData("--tables goes with no statement", "sql", "--tables", "select 1")]
    [InlineData("--out: expected a name that ends with .csv or .parquet; found 'x.xlsx'", "sql", "select 1", "--out", "x.xlsx")]
    [InlineData("--watch does not go with --out", "sql", "select 1", "--out", "x.csv", "-w")]
    public async Task What_does_not_go_together_is_refused(string message, params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Usage, await run.RunAsync(line));

        Assert.Equal($"pbm: {message}\n", run.Error.Text);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        using var run = new PbmRun("http://127.0.0.1:1");

        Assert.Equal(ExitCode.NotFound, await run.RunAsync("sql", "-f", "nosuch.sql"));
        Assert.Equal("pbm: there is no file nosuch.sql\n", run.Error.Text);
    }

    [Fact]
    public async Task Without_rows_there_are_still_columns()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("POST /pbm/sql", """{"columns":[{"name":"a","type":"VARCHAR"},{"name":"b,","type":"BIGINT"}]}""" + "\n", type: "application/x-ndjson");
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("sql", "select 1", "-o", "csv"));

        Assert.Equal("a,\"b,\"\r\n", run.Out.Text);
    }

    private static async Task<JsonElement> JsonElementOf(Stream body)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        return JsonElement.Parse(await reader.ReadToEndAsync(Ended));
    }
}
