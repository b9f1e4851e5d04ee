using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class TimerTests : ActorTest
{
    [Fact]
    public void A_single_timer_sends_once()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => a.Timers.StartSingleTimer("key", "tick", Second);
            a.On<string>(text => Tell((text, a.Timers.IsTimerActive("key"), a.Sender == a.Context.Self)));
        });
        Scheduler.Advance(10 * Second);
        Assert.Equal([("tick", false, true)], Seen());
    }

    [Fact]
    public void A_periodic_timer_sends_until_it_is_cancelled()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => a.Timers.StartPeriodicTimer("key", "tick", initialDelay: TimeSpan.Zero, interval: Second);
            a.On<string>(_ => Tell(Clock.GetTimestamp() / TimeSpan.TicksPerSecond), text => text == "tick");
            a.On<string>(_ => a.Timers.Cancel("key"), text => text == "cancel");
        });
        Scheduler.Advance(3 * Second);
        actor.Tell("cancel");
        Scheduler.Advance(3 * Second);
        Assert.Equal([0L, 1L, 2L, 3L], Seen());
        Assert.Equal(0, Clock.PendingTimers);
    }

    [Fact]
    public void A_tick_under_way_when_its_timer_is_cancelled_is_not_delivered()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => a.Timers.StartSingleTimer("key", "tick", Second);
            a.OnAsync<int>(async _ =>
            {
                await Task.Delay(2 * Second, Clock);
                a.Timers.Cancel("key");
            });
            a.On<string>(text => Tell(text));
        });
        actor.Tell(1);
        Scheduler.Advance(5 * Second);
        Assert.Empty(Seen());
    }

    [Fact]
    public void A_tick_under_way_when_its_timer_is_replaced_is_not_delivered()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => a.Timers.StartSingleTimer("key", "old", Second);
            a.OnAsync<int>(async _ =>
            {
                await Task.Delay(2 * Second, Clock);
                a.Timers.StartSingleTimer("key", "new", Second);
            });
            a.On<string>(text => Tell(text));
        });
        actor.Tell(1);
        Scheduler.Advance(5 * Second);
        Assert.Equal(["new"], Seen());
    }

    [Fact]
    public void A_restart_cancels_the_timers_of_the_failed_instance()
    {
        var instance = 0;
        var actor = Start(a =>
        {
            var number = ++instance;
            if (number == 1)
                a.OnPreStart = () => a.Timers.StartPeriodicTimer("key", "tick", Second);
            a.On<string>(_ => Tell(number), text => text == "tick");
            a.On<string>(_ => throw new InvalidOperationException(), text => text == "fail");
        });
        Scheduler.Advance(Second);
        actor.Tell("fail");
        Scheduler.Advance(5 * Second);
        Assert.Equal([1], Seen());
        Assert.Equal(0, Clock.PendingTimers);
    }

    [Fact]
    public void A_stop_cancels_all_timers()
    {
        var actor = Start(a => a.OnPreStart = () =>
        {
            a.Timers.StartSingleTimer(1, "one", Second);
            a.Timers.StartPeriodicTimer(2, "two", Second);
        });
        Scheduler.RunUntilIdle();
        Assert.Equal(2, Clock.PendingTimers);
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        Assert.Equal(0, Clock.PendingTimers);
    }

    [Fact]
    public void Ticks_that_come_while_the_actor_is_busy_are_merged()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => a.Timers.StartPeriodicTimer("key", "tick", Second);
            a.OnAsync<int>(_ => Task.Delay(TimeSpan.FromSeconds(9.5), Clock));
            a.On<string>(text => Tell(text));
        });
        actor.Tell(1);
        Scheduler.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(["tick"], Seen());
        Scheduler.Advance(Second);
        Assert.Equal(["tick"], Seen());
    }

    [Fact]
    public void The_systems_scheduler_tells_later_until_disposed()
    {
        System.Scheduler.ScheduleTellOnce(2 * Second, Probe.Ref, "once", sender: null);
        var repeated = System.Scheduler.ScheduleTellRepeatedly(Second, Second, Probe.Ref, "again", sender: null);
        Scheduler.Advance(2 * Second);
        repeated.Dispose();
        Scheduler.Advance(5 * Second);
        Assert.Equal(["again", "again", "once"], Seen().Order());
    }
}
