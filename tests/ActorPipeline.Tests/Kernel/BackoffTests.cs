using ActorPipeline.Kernel;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class BackoffTests : ActorTest
{
    private readonly List<TimeSpan> _starts = [];

    [Fact]
    public void The_wait_before_a_restart_doubles_up_to_the_longest()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(Child(), "child", Second, 5 * Second, randomFactor: 0).WithAutoReset(TimeSpan.FromHours(1)));
        Fail(actor, times: 5);
        Assert.Equal([Second, 2 * Second, 4 * Second, 5 * Second, 5 * Second], Waits());
    }

    [Fact]
    public void Jitter_adds_up_to_its_factor_and_differs_from_wait_to_wait()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(Child(), "child", 10 * Second, 10 * Second, randomFactor: 0.5).WithAutoReset(TimeSpan.FromHours(1)));
        Fail(actor, times: 20);
        Assert.All(Waits(), wait => Assert.InRange(wait, 10 * Second, 15 * Second));
        Assert.Equal(20, Waits().Distinct().Count());
    }

    [Fact]
    public void Jitter_repeats_with_the_seed()
    {
        IReadOnlyList<TimeSpan> WaitsOf(int seed)
        {
            var policy = new BackoffPolicy(Second, 60 * Second, 0.2);
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 10).Select(attempt => policy.Delay(attempt, random.NextDouble()))];
        }

        Assert.Equal(WaitsOf(7), WaitsOf(7));
        Assert.NotEqual(WaitsOf(7), WaitsOf(8));
    }

    [Fact]
    public void A_child_that_lived_long_enough_begins_again_at_the_shortest_wait()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(Child(), "child", Second, 8 * Second, randomFactor: 0));
        Fail(actor, times: 3);
        Scheduler.Advance(8 * Second);
        var before = Clock.GetUtcNow();
        Fail(actor, times: 1);
        Assert.Equal([Second, 2 * Second, 4 * Second], Waits().Take(3));
        Assert.Equal(Second, Clock.GetUtcNow() - before);
    }

    [Fact]
    public void While_it_waits_the_child_keeps_what_it_is_sent()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(Child(), "child", Second, Second, randomFactor: 0));
        actor.Tell("fail");
        Scheduler.RunUntilIdle();
        Scheduler.Run(() => actor.TellAsync("kept").AsTask());
        Assert.Empty(Seen());
        Scheduler.Advance(Second);
        Assert.Equal(["kept"], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void The_sender_is_kept_so_that_replies_go_straight_back()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(ScriptedActor.Props(a => a.On<int>(n => a.Sender.Tell(n + 1))), "child", Second, Second, 0));
        Assert.Equal(2, Scheduler.Run(() => actor.Ask<int>(1, Second)));
    }

    [Fact]
    public void Too_many_failures_without_recovery_stop_child_and_supervisor()
    {
        var (actor, probe) = StartFailing(Backoff.OnFailure(Child(), "child", Second, Second, 0, maxNrOfRetries: 2).WithAutoReset(TimeSpan.FromHours(1)));
        probe.Watch(actor);
        Fail(actor, times: 2);
        Assert.Empty(Seen());
        actor.Tell("fail");
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void A_supervisor_stopped_while_its_child_waits_leaves_no_timer_behind()
    {
        var (actor, _) = StartFailing(Backoff.OnFailure(Child(), "child", Second, Second, 0));
        actor.Tell("fail");
        Scheduler.RunUntilIdle();
        Assert.Equal(1, Clock.PendingTimers);
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        Assert.Equal(0, Clock.PendingTimers);
    }

    private Props Child() => ScriptedActor.Props(a =>
    {
        a.OnPreStart = () => _starts.Add(TimeSpan.FromTicks(Clock.GetTimestamp()));
        a.On<string>(_ => throw new InvalidOperationException(), text => text == "fail");
        a.On<string>(text => Tell(text));
    });

    private (IActorRef Actor, TestProbe Probe) StartFailing(BackoffOptions options)
    {
        var actor = System.ActorOf(BackoffSupervisor.Props(options), "supervisor");
        Scheduler.RunUntilIdle();
        return (actor, Probe);
    }

    /// <summary>Fails the child again as soon as it is back.</summary>
    private void Fail(IActorRef actor, int times)
    {
        for (var n = 0; n < times; n++)
        {
            actor.Tell("fail");
            Scheduler.RunUntilIdle();
            Scheduler.Advance(Clock.NextDue!.Value - Clock.GetUtcNow());
        }
    }

    private IReadOnlyList<TimeSpan> Waits() => [.. _starts.Zip(_starts.Skip(1), (from, to) => to - from)];
}
