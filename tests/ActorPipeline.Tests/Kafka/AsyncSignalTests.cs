using ActorPipeline.Kafka.Reading;
using Xunit;

namespace ActorPipeline.Tests.Kafka;

/// <summary>What wakes a reader that waits for records.</summary>
public sealed class AsyncSignalTests
{
    private readonly AsyncSignal _signal = new();

    [Fact]
    public async Task A_call_that_nobody_waited_for_is_remembered_once()
    {
        _signal.Set();
        _signal.Set();

        await _signal.WaitAsync(TestContext.Current.CancellationToken);

        var second = _signal.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);
        _signal.Set();
        await second;
    }

    [Fact]
    public async Task A_cancelled_wait_does_not_swallow_the_next_call()
    {
        using var impatience = new CancellationTokenSource();
        var first = _signal.WaitAsync(impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = _signal.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        _signal.Set();

        await second;
    }

    [Fact]
    public async Task A_token_cancelled_before_ends_the_wait()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _signal.WaitAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Calls_and_waits_at_once_lose_no_wake_up()
    {
        const int Rounds = 20_000;
        var produced = 0;
        var caller = Task.Run(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                Interlocked.Increment(ref produced);
                _signal.Set();
            }
        }, TestContext.Current.CancellationToken);

        var seen = 0;
        while (seen < Rounds)
        {
            await _signal.WaitAsync(TestContext.Current.CancellationToken);
            seen = Volatile.Read(ref produced);
        }

        await caller;
        Assert.Equal(Rounds, seen);
    }
}
