using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.TestKit;

public sealed class VirtualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualTimeProvider _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_those_due_at_once_in_the_order_they_were_set()
    {
        Set("c", 3);
        Set("a1", 1);
        Set("b", 2);
        Set("a2", 1);
        _clock.Advance(2 * Second);
        Assert.Equal(["a1", "a2", "b"], _fired);
    }

    [Fact]
    public void Nothing_fires_unless_the_clock_is_advanced()
    {
        Set("now", 0);
        Assert.Empty(_fired);
        _clock.Advance(TimeSpan.Zero);
        Assert.Equal(["now"], _fired);
    }

    [Fact]
    public void While_a_timer_fires_the_clock_shows_when_it_was_due()
    {
        var start = _clock.GetUtcNow();
        DateTimeOffset seen = default;
        _clock.CreateTimer(_ => seen = _clock.GetUtcNow(), null, Second, Timeout.InfiniteTimeSpan);
        _clock.Advance(5 * Second);
        Assert.Equal(start + Second, seen);
        Assert.Equal(start + (5 * Second), _clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_in_the_same_advance_when_it_falls_due()
    {
        _clock.CreateTimer(_ => Set("second", 1), null, Second, Timeout.InfiniteTimeSpan);
        _clock.Advance(2 * Second);
        Assert.Equal(["second"], _fired);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period_passed()
    {
        var timer = _clock.CreateTimer(_ => _fired.Add("tick"), null, Second, 2 * Second);
        _clock.Advance(6 * Second);
        Assert.Equal(3, _fired.Count);
        timer.Change(Second, Timeout.InfiniteTimeSpan);
        _clock.Advance(10 * Second);
        Assert.Equal(4, _fired.Count);
    }

    [Fact]
    public void A_disposed_timer_does_not_fire_and_cannot_be_set_again()
    {
        var timer = Set("never", 1);
        timer.Dispose();
        Assert.False(timer.Change(Second, Timeout.InfiniteTimeSpan));
        _clock.Advance(2 * Second);
        Assert.Empty(_fired);
        Assert.Null(_clock.NextDue);
    }

    [Fact]
    public void Timestamps_agree_with_the_clock()
    {
        var before = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(1234));
        Assert.Equal(TimeSpan.FromMilliseconds(1234), _clock.GetElapsedTime(before));
    }

    [Fact]
    public async Task Delays_and_timeouts_of_the_platform_run_on_it()
    {
        var delay = Task.Delay(Second, _clock, TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource(2 * Second, _clock);
        using var never = new SemaphoreSlim(0);
        var wait = never.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(3 * Second, _clock, TestContext.Current.CancellationToken);
        _clock.Advance(Second);
        await delay;
        Assert.False(cancellation.IsCancellationRequested);
        _clock.Advance(Second);
        Assert.True(cancellation.IsCancellationRequested);
        _clock.Advance(Second);
        await Assert.ThrowsAsync<TimeoutException>(() => wait);
    }

    private ITimer Set(string name, int seconds) =>
        _clock.CreateTimer(_ => _fired.Add(name), null, seconds * Second, Timeout.InfiniteTimeSpan);
}
