using System.Net;
using System.Text.Json;
using ActorPipeline.Log;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public sealed class TailTests
{
    private static readonly TopicPartition First = new("production", 0);

    [Theory]
    [InlineData("", "0,1,2")]
    [InlineData("?offset=start", "0,1,2")]
    [InlineData("?offset=1", "1,2")]
    [InlineData("?offset=-1", "2")]
    [InlineData("?offset=end", "")]
    [InlineData("?offset=99", "")]
    public async Task Records_are_shown_from_where_one_asks(string query, string offsets)
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Records.Add(First, "a", "b", "c");
        using var answer = await node.AskAsync($"/pbm/pipelines/films/tail{query}");
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(offsets, string.Join(',', lines.Select(line => line.GetProperty("offset").GetInt64())));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_they_are()
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Records.Add(First, "é"u8.ToArray(), [0xFF, 0x00]);
        using var answer = await node.AskAsync("/pbm/pipelines/films/tail");
        Golden.Check("pbm-tail.ndjson", await answer.TextAsync());
    }

    [Fact]
    public async Task A_follower_gets_records_of_every_partition_as_they_come()
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Records.Add(First, "before");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pbm/pipelines/films/tail?offset=end&follow=true");
        using var answer = await node.Operators.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        node.Engine.Records.Add(First, "after");
        Assert.Equal("after", await NextAsync(lines));
        node.Engine.Records.Add(First with { Partition = 1 }, "elsewhere");
        Assert.Equal("elsewhere", await NextAsync(lines));
    }

    [Fact]
    public async Task The_readers_of_a_follower_that_leaves_are_closed()
    {
        await using var node = await TestNode.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pbm/pipelines/films/tail?offset=end&follow=true");
        var answer = await node.Operators.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        node.Engine.Records.Add(First, "one");
        Assert.Equal("one", await NextAsync(lines));

        answer.Dispose();

        var closed = node.Engine.Records.Closed;
        HashSet<TopicPartition> partitions =
        [
            await closed.ReadAsync(TestContext.Current.CancellationToken),
            await closed.ReadAsync(TestContext.Current.CancellationToken),
        ];
        Assert.Equal([First, First with { Partition = 1 }], partitions.OrderBy(partition => partition.Partition));
    }

    [Fact]
    public async Task An_offset_that_is_none_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        await node.AskAsync("/pbm/pipelines/films/tail?offset=middle").ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
    }

    private static async Task<string?> NextAsync(StreamReader lines)
    {
        var line = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(line!).RootElement.GetProperty("value").GetString();
    }
}
