using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using ActorPipeline.Node.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

/// <summary>What a request body takes of the memory set aside for all of them, and when.</summary>
public sealed class RequestBodyTests
{
    private const int Limit = 1 << 20;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task Nothing_is_held_for_what_is_only_announced(string encoding)
    {
        var budget = new BodyBudget(4 * Limit, Limit);
        var pipe = new Pipe();
        var reading = ReadAsync(budget, pipe, Limit, encoding);
        Assert.Equal(0, budget.Used);

        var sent = encoding.Length == 0 ? "hello"u8.ToArray() : Gzip("hello"u8);
        await pipe.Writer.WriteAsync(sent, Cancelled);
        await pipe.Writer.CompleteAsync();
        using (var body = await reading)
        {
            Assert.Equal("hello"u8, body.Bytes.Span);
            Assert.InRange(budget.Used, 1, 4096);
        }

        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task What_is_held_grows_with_what_has_arrived()
    {
        var budget = new BodyBudget(4 * Limit, Limit);

        // A write ends when what was written is taken: in between, the buffer before and the one after it are held.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var reading = ReadAsync(budget, pipe, Limit);
        var sent = 0;
        for (var step = 1; step <= 1 << 18; step *= 4)
        {
            await pipe.Writer.WriteAsync(new byte[step], Cancelled);
            sent += step;
            Assert.InRange(budget.Used, sent, Math.Max(4096, 4 * sent));
        }

        await pipe.Writer.CompleteAsync();
        using var body = await reading;
        Assert.Equal(sent, body.Bytes.Length);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_takes_no_more_than_that()
    {
        var budget = new BodyBudget(4 * Limit, Limit);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[Limit], Cancelled);
        await pipe.Writer.CompleteAsync();
        using var body = await ReadAsync(budget, pipe, Limit);
        Assert.Equal((Limit, Limit), (body.Bytes.Length, budget.Used));
    }

    [Fact]
    public async Task A_body_that_is_refused_under_way_gives_back_what_it_held()
    {
        var budget = new BodyBudget(64 * 1024, 64 * 1024);
        var other = IPAddress.Parse("10.0.0.9");
        budget.Take(other, 30 * 1024, isNewBody: true);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[100 * 1024], Cancelled);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(budget, pipe, Limit));
        Assert.Equal((503, "overloaded", TimeSpan.FromSeconds(1)), (refused.Status, refused.Code, refused.RetryAfter));
        Assert.Equal(30 * 1024, budget.Used);
    }

    [Fact]
    public void Bodies_under_way_go_on_when_no_more_are_begun()
    {
        var budget = new BodyBudget(100, 1);
        var clients = Enumerable.Range(1, 9).Select(i => IPAddress.Parse($"10.0.0.{i}")).ToList();
        clients.Take(7).ToList().ForEach(client => budget.Take(client, 10, isNewBody: true));
        Assert.Equal("overloaded", Assert.Throws<ProblemException>(() => budget.Take(clients[7], 10, isNewBody: true)).Code);
        budget.Take(clients[0], 10, isNewBody: false);
        budget.Take(clients[1], 10, isNewBody: false);
        budget.Take(clients[2], 10, isNewBody: false);
        Assert.Equal("overloaded", Assert.Throws<ProblemException>(() => budget.Take(clients[3], 10, isNewBody: false)).Code);
        budget.Return(clients[0], 20);
        budget.Return(clients[1], 20);
        budget.Take(clients[7], 10, isNewBody: true);
    }

    [Fact]
    public void Once_half_is_taken_a_client_gets_no_more_than_its_share()
    {
        var budget = new BodyBudget(100, 1);
        var (greedy, other) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        budget.Take(greedy, 50, isNewBody: true);
        var refused = Assert.Throws<ProblemException>(() => budget.Take(greedy, 1, isNewBody: false));
        Assert.Equal((429, "client-share", TimeSpan.FromSeconds(1)), (refused.Status, refused.Code, refused.RetryAfter));
        budget.Take(other, 25, isNewBody: true);
        Assert.Equal("client-share", Assert.Throws<ProblemException>(() => budget.Take(other, 1, isNewBody: false)).Code);
        budget.Return(greedy, 50);
        budget.Take(other, 25, isNewBody: false);
    }

    [Fact]
    public void A_share_is_never_less_than_the_largest_body_takes()
    {
        var budget = new BodyBudget(100, 20);
        var client = IPAddress.Parse("10.0.0.1");
        budget.Take(client, 60, isNewBody: true);
        Assert.Throws<ProblemException>(() => budget.Take(client, 1, isNewBody: false));
    }

    private static Task<RequestBody> ReadAsync(BodyBudget budget, Pipe pipe, int limit, string encoding = "")
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("10.0.0.1") } };
        context.Request.Body = pipe.Reader.AsStream();
        context.Request.ContentLength = limit;
        context.Request.Headers.ContentEncoding = encoding;
        return RequestBody.ReadAsync(context.Request, limit, limit, budget, Cancelled).AsTask();
    }

    // The reader runs on the pool.
    private static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return buffer.ToArray();
    }
}
