using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Connections;

/// <summary>Answers that come late, damaged or not at all.</summary>
public sealed class LostAnswerTests : StubTest
{
    private readonly StubCluster _cluster = StubCluster.Of(1);

    private StubNode Node => _cluster.Nodes[0];

    [Fact]
    public async Task A_late_answer_never_reaches_another_request()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 0 }, Cancelled);
        Node.Script = _ => null;
        var first = session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask();
        await UntilAsync(() => Node.Received.Count == 1);
        await AdvanceUntilAsync(_cluster, () => first.IsCompleted, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<CqlTimeoutException>(() => first);

        var second = session.ExecuteAsync("SELECT 2", cancellationToken: Cancelled).AsTask();
        await UntilAsync(() => Node.Received.Count == 2);
        var requests = Node.Received.ToArray();
        Assert.NotEqual(requests[0].Header.Stream, requests[1].Header.Stream);
        await requests[0].AnswerAsync(StubAnswer.Rows(["v"], ["late"]));
        await requests[1].AnswerAsync(StubAnswer.Rows(["v"], ["right"]));

        Assert.Equal("right", (await SoonAsync(second)).Rows[0][0].Get<string>());
    }

    [Fact]
    public async Task A_refusal_of_a_request_that_the_server_cannot_name_ends_no_other()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 0 }, Cancelled);
        Node.Script = _ => null;
        var asked = Enumerable.Range(0, 3).Select(i => session.ExecuteAsync($"SELECT {i}", cancellationToken: Cancelled).AsTask()).ToArray();
        await UntilAsync(() => Node.Received.Count == asked.Length);

        await Node.Received.First().Connection.AnswerAsync(0, StubAnswer.Overloaded());
        foreach (var request in Node.Received.ToArray())
        {
            await request.AnswerAsync(StubAnswer.Rows(["v"], ["right"]));
        }

        foreach (var answer in asked)
        {
            Assert.Equal("right", (await SoonAsync(answer)).Rows[0][0].Get<string>());
        }
    }

    [Fact]
    public async Task The_stream_id_of_a_cancelled_request_is_free_again_when_its_answer_came()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxStreams = 1 }, Cancelled);
        Node.Script = _ => null;
        using var cancellation = new CancellationTokenSource();
        var first = session.ExecuteAsync("SELECT 1", cancellationToken: cancellation.Token).AsTask();
        await UntilAsync(() => Node.Received.Count == 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SoonAsync(first));
        var second = session.ExecuteAsync("SELECT 2", cancellationToken: Cancelled).AsTask();

        Node.Script = _ => StubAnswer.Rows(["v"], ["right"]);
        await Node.Received.First().AnswerAsync(StubAnswer.Rows(["v"], ["late"]));

        Assert.Equal("right", (await SoonAsync(second)).Rows[0][0].Get<string>());
    }

    [Fact]
    public async Task A_connection_on_which_too_much_is_overdue_is_replaced()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxOverdueRequests = 3, MaxRetries = 0 }, Cancelled);
        var before = Node.Connections.Keys.Max();
        Node.Script = _ => null;
        var requests = Enumerable.Range(0, 3).Select(_ => session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()).ToArray();
        await UntilAsync(() => Node.Received.Count == 3);

        await AdvanceUntilAsync(_cluster, () => Node.Connections.Keys.Max() > before, TimeSpan.FromSeconds(1));

        foreach (var request in requests)
        {
            Assert.IsType<CqlTimeoutException>((await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => request)).InnerException);
        }
    }

    [Fact]
    public async Task A_flipped_bit_kills_the_connection_and_what_was_under_way_is_unknown()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 0 }, Cancelled);
        Node.Script = request =>
        {
            request.Connection.Damage = bytes => [.. bytes[..^6], (byte)(bytes[^6] ^ 1), .. bytes[^5..]];
            return StubAnswer.Void;
        };

        var unknown = await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()));

        Assert.Contains("CRC-32", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("10.0.0.1:9042", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_ends_in_the_middle_leaves_the_outcome_unknown()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 0 }, Cancelled);
        Node.Script = request =>
        {
            request.Connection.Damage = bytes =>
            {
                _ = Task.Run(request.Connection.Drop);
                return bytes[..9];
            };
            return StubAnswer.Void;
        };

        var unknown = await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()));

        Assert.True(Assert.IsType<CqlConnectionLostException>(unknown.InnerException).MayHaveBeenExecuted);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_not_sent_again_unless_it_is_idempotent()
    {
        var cluster = StubCluster.Of(2);
        await using var session = await cluster.ConnectAsync(null, Cancelled);
        var applied = 0;
        foreach (var node in cluster.Nodes)
        {
            node.Script = request =>
            {
                if (Interlocked.Increment(ref applied) is 1 or 2)
                {
                    request.Connection.Drop();
                    return null;
                }

                return StubAnswer.Void;
            };
        }

        await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()));
        Assert.Equal(1, applied);
        await UntilAsync(() => session.Nodes.Count(node => node.OpenConnections > 0) == 2);

        await SoonAsync(session.ExecuteAsync("INSERT", Idempotent, Cancelled).AsTask());
        Assert.Equal(3, applied);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_kills_the_connection()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 0 }, Cancelled);
        Node.Script = request =>
        {
            _ = request.Connection.AnswerAsync(99, StubAnswer.Void);
            return null;
        };

        var unknown = await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => SoonAsync(session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask()));

        Assert.Contains("stream 99", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_node_is_asked_for_a_sign_of_life_and_dropped_without_one()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var before = Node.Connections.Keys.Max();
        Node.SaysNothing = true;

        await AdvanceUntilAsync(_cluster, () => !Node.Connections.ContainsKey(before), TimeSpan.FromSeconds(1));

        Node.SaysNothing = false;
        await AdvanceUntilAsync(_cluster, () => session.Nodes[0].OpenConnections == 1, TimeSpan.FromSeconds(1));
    }

    // The virtual clock does not wait for answers: on a busy machine it outruns them. Run by name.
    [Fact(Explicit = true)]
    public async Task An_idle_connection_that_answers_heartbeats_stays()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var before = Node.Connections.Keys.Order().ToArray();

        for (var seconds = 0; seconds < 120; seconds++)
        {
            var beats = Node.Heartbeats;
            _cluster.Clock.Advance(TimeSpan.FromSeconds(1));
            if (seconds % 31 == 30)
            {
                await UntilAsync(() => Node.Heartbeats > beats || Node.Heartbeats >= 2);
            }
        }

        Assert.Equal(before, Node.Connections.Keys.Order());
    }
}
