using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Connections;

/// <summary>Nodes that are full or slow, and closing while they are.</summary>
public sealed class BackPressureTests : StubTest
{
    private readonly StubCluster _cluster = StubCluster.Of(1);

    private StubNode Node => _cluster.Nodes[0];

    [Fact]
    public async Task Requests_beyond_the_stream_ids_wait_for_room()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxStreams = 2 }, Cancelled);
        Node.Script = _ => null;
        var requests = Enumerable.Range(0, 10).Select(i => session.ExecuteAsync($"SELECT {i}", cancellationToken: Cancelled).AsTask()).ToArray();
        for (var answered = 0; answered < requests.Length; answered++)
        {
            await UntilAsync(() => Node.Received.Count > answered);
            Assert.InRange(Node.Received.Count, answered + 1, answered + 2);
            await Node.Received.ElementAt(answered).AnswerAsync(StubAnswer.Void);
        }

        await SoonAsync(Task.WhenAll(requests));
    }

    [Fact]
    public async Task Too_many_that_wait_are_refused_and_the_others_go_through()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxStreams = 1, MaxWaitingRequests = 1 }, Cancelled);
        Node.Script = _ => null;
        var first = session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask();
        var second = session.ExecuteAsync("SELECT 2", cancellationToken: Cancelled).AsTask();

        await Assert.ThrowsAsync<CqlBusyException>(() => SoonAsync(session.ExecuteAsync("SELECT 3", cancellationToken: Cancelled).AsTask()));

        await UntilAsync(() => Node.Received.Count == 1);
        Node.Script = _ => StubAnswer.Void;
        await Node.Received.First().AnswerAsync(StubAnswer.Void);
        await SoonAsync(Task.WhenAll(first, second));
    }

    [Fact]
    public async Task A_write_that_was_sent_and_then_finds_no_room_is_unknown()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxStreams = 1 }, Cancelled);
        Node.Script = _ => null;
        var write = session.ExecuteAsync("INSERT", Idempotent, Cancelled).AsTask();
        await UntilAsync(() => Node.Received.Count == 1);

        // Its stream id stays taken, so that the second try waits for room in vain.
        await AdvanceUntilAsync(_cluster, () => write.IsCompleted, TimeSpan.FromSeconds(1));

        Assert.IsType<CqlBusyException>((await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => write)).InnerException);
        Assert.Single(Node.Received);
    }

    [Fact]
    public async Task A_node_that_is_overloaded_once_is_given_half_as_much()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxStreams = 64, MaxRetries = 0 }, Cancelled);
        Node.Script = _ => null;
        var requests = Enumerable.Range(0, 64).Select(i => session.ExecuteAsync($"SELECT {i}", cancellationToken: Cancelled).AsTask()).ToArray();
        await UntilAsync(() => Node.Received.Count == 64);

        await Node.Received.First().AnswerAsync(StubAnswer.Overloaded());
        await Assert.ThrowsAsync<CqlServerException>(() => SoonAsync(requests[0]));

        await TakesHalfAsync(session, requests[1..]);
    }

    [Fact]
    public async Task A_node_that_answers_too_late_once_is_given_half_as_much()
    {
        var patient = TimeSpan.FromHours(1);
        await using var session = await _cluster.ConnectAsync(
            _cluster.Options with { MaxStreams = 64, MaxRetries = 0, RequestTimeout = patient, HeartbeatInterval = patient }, Cancelled);
        Node.Script = _ => null;
        var hasty = new CqlStatementOptions { Timeout = TimeSpan.FromSeconds(1) };
        var requests = Enumerable.Range(0, 64).Select(i => session.ExecuteAsync($"SELECT {i}", i == 0 ? hasty : null, Cancelled).AsTask()).ToArray();
        await UntilAsync(() => Node.Received.Count == 64);

        await AdvanceUntilAsync(_cluster, () => requests[0].IsCompleted);
        await Assert.ThrowsAsync<CqlTimeoutException>(() => requests[0]);
        await Node.Received.First().AnswerAsync(StubAnswer.Void);
        await UntilAsync(() => session.Nodes[0].InFlight == 63);

        await TakesHalfAsync(session, requests[1..]);
    }

    [Fact]
    public async Task A_full_node_is_left_for_another()
    {
        var cluster = StubCluster.Of(2);
        await using var session = await cluster.ConnectAsync(cluster.Options with { MaxStreams = 1 }, Cancelled);
        foreach (var node in cluster.Nodes)
        {
            node.Script = _ => null;
        }

        _ = session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask();
        _ = session.ExecuteAsync("SELECT 2", cancellationToken: Cancelled).AsTask();

        await UntilAsync(() => cluster.Nodes.All(node => node.Received.Count == 1));
    }

    [Fact]
    public async Task A_node_that_reads_nothing_fills_up_to_the_limit_and_no_further()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxUnsentBytes = 10_000, MaxWaitingRequests = 10_000, MaxRetries = 0 }, Cancelled);
        using var stuck = new ManualResetEventSlim();
        Node.Script = _ =>
        {
            stuck.Wait(Cancelled);
            return StubAnswer.Void;
        };
        var text = $"SELECT '{new string('x', 1_000)}'";
        var requests = Enumerable.Range(0, 2_000).Select(_ => session.ExecuteAsync(text, cancellationToken: Cancelled).AsTask()).ToArray();
        // One being answered, some on their way, and what the limit leaves room for: the rest was never written down.
        await UntilAsync(() => session.Nodes[0].InFlight > 0);
        Assert.InRange(session.Nodes[0].InFlight, 1, 1_999);

        stuck.Set();

        await SoonAsync(Task.WhenAll(requests));
    }

    [Fact]
    public async Task Closing_waits_for_what_is_under_way_and_takes_nothing_new()
    {
        var session = await _cluster.ConnectAsync(_cluster.Options with { CloseTimeout = TimeSpan.FromSeconds(5) }, Cancelled);
        Node.Script = _ => null;
        var request = session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask();
        await UntilAsync(() => Node.Received.Count == 1);

        var closing = session.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask());
        Assert.False(closing.IsCompleted);
        await Node.Received.First().AnswerAsync(StubAnswer.Void);

        await SoonAsync(request);
        await closing.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled);
        await UntilAsync(() => Node.Connections.IsEmpty);
    }

    [Fact]
    public async Task Closing_leaves_the_outcome_of_what_is_not_answered_in_time_unknown()
    {
        var session = await _cluster.ConnectAsync(_cluster.Options with { CloseTimeout = TimeSpan.FromSeconds(5) }, Cancelled);
        Node.Script = _ => null;
        var request = session.ExecuteAsync("INSERT", cancellationToken: Cancelled).AsTask();
        await UntilAsync(() => Node.Received.Count == 1);

        var closing = session.DisposeAsync().AsTask();
        await AdvanceUntilAsync(_cluster, () => closing.IsCompleted, TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => request);
    }

    /// <summary>63 of 64 requests are under way: no more are sent until no more than half are, and then all go through.</summary>
    private async Task TakesHalfAsync(CqlSession session, Task<CqlResult>[] underWay)
    {
        var more = Enumerable.Range(0, 100).Select(i => session.ExecuteAsync($"SELECT {i}", cancellationToken: Cancelled).AsTask()).ToArray();
        Assert.Equal(63, session.Nodes[0].InFlight);
        var received = Node.Received.ToArray();
        for (var answered = 1; answered <= 31; answered++)
        {
            await received[answered].AnswerAsync(StubAnswer.Void);
            await UntilAsync(() => session.Nodes[0].InFlight == 63 - answered);
        }

        Assert.Equal(64, Node.Received.Count);
        Node.Script = _ => StubAnswer.Void;
        foreach (var request in received.Skip(32))
        {
            await request.AnswerAsync(StubAnswer.Void);
        }

        await SoonAsync(Task.WhenAll([.. underWay, .. more]));
    }
}
