using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class AskTests : ActorTest
{
    [Fact]
    public void Ask_completes_with_the_reply()
    {
        var actor = Start(a => a.On<int>(n => a.Sender.Tell(n + 1)));
        Assert.Equal(42, Scheduler.Run(() => actor.Ask<int>(41, Second)));
        Assert.Equal(0, Clock.PendingTimers);
    }

    [Fact]
    public void Ask_times_out_when_nobody_replies()
    {
        var actor = Start(a => a.On<int>(_ => { }));
        Assert.Throws<AskTimeoutException>(() => Scheduler.Run(() => actor.Ask<int>(1, 3 * Second)));
        Assert.Equal(3 * Second, TimeSpan.FromTicks(Clock.GetTimestamp()));
    }

    [Fact]
    public void Ask_fails_at_once_when_the_actor_is_dead()
    {
        var actor = Start(_ => { });
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        Assert.Throws<ActorUnavailableException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second)));
        Assert.Equal(0, Clock.GetTimestamp());
    }

    [Fact]
    public void Ask_fails_at_once_when_the_actor_dies_before_it_replies()
    {
        var actor = Start(a => a.On<int>(_ => a.Context.Stop(a.Context.Self)));
        var failure = Assert.Throws<ActorUnavailableException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second)));
        Assert.Equal(DeadLetterReason.Terminated, failure.Reason);
        Assert.Equal(0, Clock.GetTimestamp());
    }

    [Fact]
    public void Ask_throws_the_failure_it_gets_as_a_reply()
    {
        var actor = Start(a => a.On<int>(_ => a.Sender.Tell(new Status.Failure(new NotSupportedException("no")))));
        Assert.Equal("no", Assert.Throws<NotSupportedException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second))).Message);
    }

    [Fact]
    public void Ask_refuses_a_reply_of_another_type()
    {
        var actor = Start(a => a.On<int>(_ => a.Sender.Tell("text")));
        Assert.Throws<InvalidCastException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second)));
    }

    [Fact]
    public void Ask_waits_for_room_within_its_time()
    {
        var actor = System.ActorOf(ScriptedActor.Props(a =>
        {
            a.OnAsync<TimeSpan>(time => Task.Delay(time, Clock));
            a.On<int>(n => a.Sender.Tell(n));
        }).WithMailbox(1));
        Scheduler.RunUntilIdle();
        actor.Tell(2 * Second);
        Scheduler.RunUntilIdle();
        actor.Tell(2 * Second);
        Assert.Throws<AskTimeoutException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second)));
        Assert.Equal(2, Scheduler.Run(() => actor.Ask<int>(2, 10 * Second)));
        Assert.Empty(Letters);
    }

    [Fact]
    public void Ask_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource(Second, Clock);
        var actor = Start(a => a.On<int>(_ => { }));
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(
            () => Scheduler.Run(() => actor.Ask<int>(1, Timeout.InfiniteTimeSpan, cancellation.Token)));
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
    }

    [Fact]
    public void A_reply_that_comes_too_late_is_a_dead_letter()
    {
        IActorRef? asker = null;
        var actor = Start(a => a.On<int>(_ => asker = a.Sender));
        Assert.Throws<AskTimeoutException>(() => Scheduler.Run(() => actor.Ask<int>(1, Second)));
        asker!.Tell("late");
        Assert.Equal(new DeadLetter("late", null, asker!, DeadLetterReason.AskCompleted), Assert.Single(Letters));
    }

    [Fact]
    public void PipeTo_sends_the_result_or_the_failure_of_a_task()
    {
        Scheduler.Run(async () =>
        {
            await Task.FromResult("result").PipeTo(Probe.Ref);
            await Task.FromException<string>(new NotSupportedException("no")).PipeTo(Probe.Ref);
        });
        var seen = Seen();
        Assert.Equal("result", seen[0]);
        Assert.Equal("no", Assert.IsType<Status.Failure>(seen[1]).Cause.Message);
    }
}
