using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Routing;

/// <summary>What follows each error of a server.</summary>
public sealed class RetryTests : StubTest
{
    private const string Conditional = "UPDATE ks.t SET v = 1 WHERE k = 1 IF v = 0";
    private readonly StubCluster _cluster = StubCluster.Of(3);

    [Theory]
    [InlineData("SIMPLE")]
    [InlineData("BATCH")]
    [InlineData("UNLOGGED_BATCH")]
    [InlineData("COUNTER")]
    [InlineData("BATCH_LOG")]
    public async Task A_write_that_timed_out_is_unknown_unless_it_is_idempotent(string type)
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.WriteTimeout(type));

        var unknown = await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => RunAsync(session, "INSERT"));
        Assert.Equal(CqlErrorCode.WriteTimeout, Assert.IsType<CqlServerException>(unknown.InnerException).Code);
        Assert.Equal(1, Received);

        AnswerOnce(StubAnswer.WriteTimeout(type));
        await RunAsync(session, "INSERT", Idempotent);
        Assert.Equal(3, Received);
    }

    [Fact]
    public async Task A_conditional_write_that_timed_out_is_never_tried_again()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        foreach (var answer in (StubAnswer[])[StubAnswer.WriteTimeout("CAS"), StubAnswer.CasWriteUnknown(), StubAnswer.Unavailable(), StubAnswer.ReadTimeout()])
        {
            AnswerOnce(answer);
            await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => RunAsync(session, Conditional, Idempotent));
        }

        Assert.Equal(4, Received);
    }

    [Fact]
    public async Task Too_few_replicas_for_one_coordinator_may_be_enough_for_the_next()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.Unavailable());

        await RunAsync(session, "INSERT");

        Assert.Equal([1, 1], PerNodeAsked());
    }

    [Fact]
    public async Task A_node_that_is_joining_is_left_for_the_next()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.Error(0x1002, "joining"));

        await RunAsync(session, "INSERT");

        Assert.Equal([1, 1], PerNodeAsked());
    }

    [Fact]
    public async Task A_read_that_timed_out_is_tried_on_the_next_node()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.ReadTimeout());

        await RunAsync(session, "SELECT 1");

        Assert.Equal([1, 1], PerNodeAsked());
    }

    [Fact]
    public async Task An_overloaded_node_gets_less_and_an_idempotent_write_goes_on_after_a_pause()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.Overloaded());

        var write = session.ExecuteAsync("INSERT", Idempotent, Cancelled).AsTask();
        await UntilAsync(() => _cluster.Clock.NextDue - _cluster.Clock.GetUtcNow() <= TimeSpan.FromMilliseconds(20));
        Assert.False(write.IsCompleted);
        Assert.Equal(1, Received);

        await AdvanceToEndAsync(_cluster, write);
        Assert.Equal([1, 1], PerNodeAsked());
    }

    [Fact]
    public async Task An_overloaded_node_is_reported_when_the_write_is_not_idempotent()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        AnswerOnce(StubAnswer.Overloaded());

        var error = await Assert.ThrowsAsync<CqlServerException>(() => RunAsync(session, "INSERT"));

        Assert.Equal(CqlErrorCode.Overloaded, error.Code);
        Assert.Equal(1, Received);
    }

    [Fact]
    public async Task Tries_are_bounded_and_the_last_failure_is_reported()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 4 }, Cancelled);
        Script(_ => StubAnswer.ReadTimeout());

        var error = await Assert.ThrowsAsync<CqlServerException>(() => RunAsync(session, "SELECT 1"));

        Assert.Equal(CqlErrorCode.ReadTimeout, error.Code);

        Assert.Equal(5, Received);
    }

    [Fact]
    public async Task An_idempotent_write_that_failed_in_the_end_is_unknown_when_any_try_may_have_been_executed()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { MaxRetries = 1 }, Cancelled);
        var asked = 0;
        Script(_ => Interlocked.Increment(ref asked) == 1 ? StubAnswer.WriteTimeout("SIMPLE") : StubAnswer.Unavailable());

        var unknown = await Assert.ThrowsAsync<CqlUnknownOutcomeException>(() => RunAsync(session, "INSERT", Idempotent));

        Assert.Equal(CqlErrorCode.Unavailable, Assert.IsType<CqlServerException>(unknown.InnerException).Code);
    }

    [Fact]
    public async Task A_refusal_names_the_node_and_is_not_tried_again()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        Script(_ => StubAnswer.Error(0x2200, "unconfigured table nothing"));

        var error = await Assert.ThrowsAsync<CqlServerException>(() => RunAsync(session, "INSERT", Idempotent));

        Assert.Contains("unconfigured table nothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("10.0.0.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Received);
    }

    [Fact]
    public async Task Using_a_keyspace_is_refused_before_anything_is_sent()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(session, "use ks"));

        Assert.Contains("name tables in full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Received);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_left_for_the_next_when_the_statement_is_idempotent()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var asked = 0;
        Script(_ => Interlocked.Increment(ref asked) == 1 ? null : StubAnswer.Void);

        await AdvanceToEndAsync(_cluster, session.ExecuteAsync("INSERT", Idempotent, Cancelled).AsTask(), TimeSpan.FromSeconds(1));

        Assert.Equal([1, 1], PerNodeAsked());
    }

    private int Received => _cluster.Nodes.Sum(node => node.Received.Count);

    private static Task<CqlResult> RunAsync(CqlSession session, string cql, CqlStatementOptions? options = null) =>
        SoonAsync(session.ExecuteAsync(cql, options, Cancelled).AsTask());

    private void Script(Func<StubRequest, StubAnswer?> script)
    {
        foreach (var node in _cluster.Nodes)
        {
            node.Script = script;
        }
    }

    private void AnswerOnce(StubAnswer answer)
    {
        var asked = 0;
        Script(_ => Interlocked.Increment(ref asked) == 1 ? answer : StubAnswer.Void);
    }

    private IEnumerable<int> PerNodeAsked() => _cluster.Nodes.Select(node => node.Received.Count).Where(count => count > 0);
}
