using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class MailboxTests : ActorTest
{
    [Fact]
    public void Messages_of_one_sender_arrive_in_the_order_they_were_sent()
    {
        var actor = Start(a => a.On<int>(n => Tell(n)));
        for (var n = 0; n < 1000; n++)
            actor.Tell(n);
        Assert.Equal(Enumerable.Range(0, 1000).Cast<object>(), Seen());
    }

    [Fact]
    public void An_actor_handles_no_more_than_its_throughput_before_others_have_a_turn()
    {
        var order = new List<string>();
        var greedy = Start(a => a.On<int>(_ => order.Add("greedy")));
        var modest = Start(a => a.On<int>(_ => order.Add("modest")));
        Scheduler.RunUntilIdle();
        for (var n = 0; n < 100; n++)
            greedy.Tell(n);
        modest.Tell(0);
        Scheduler.RunUntilIdle();
        Assert.Equal(System.Options.Throughput, order.IndexOf("modest"));
    }

    [Fact]
    public void Tell_to_a_full_mailbox_makes_a_dead_letter_that_says_so()
    {
        var actor = System.ActorOf(ScriptedActor.Props(a => a.On<int>(n => Tell(n))).WithMailbox(2));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3, Probe.Ref);

        var letter = Assert.Single(Letters);
        Assert.Equal(new DeadLetter(3, Probe.Ref, actor, DeadLetterReason.MailboxFull), letter);
        Assert.Equal([1, 2], Seen());
    }

    [Fact]
    public void TellAsync_to_a_full_mailbox_completes_when_there_is_room()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(ScriptedActor.Props(a => a.OnAsync<int>(async n =>
        {
            await gate.Task;
            Tell(n);
        })).WithMailbox(1));
        Scheduler.RunUntilIdle();
        Scheduler.Run(() => actor.TellAsync(1).AsTask());
        Scheduler.Run(() => actor.TellAsync(2).AsTask());
        var third = Scheduler.Start(() => actor.TellAsync(3).AsTask());
        Scheduler.RunUntilIdle();
        Assert.False(third.IsCompleted);

        gate.SetResult();
        Scheduler.RunUntilIdle();
        Assert.True(third.IsCompletedSuccessfully);
        Assert.Equal([1, 2, 3], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void Back_pressure_slows_the_sender_to_the_pace_of_the_receiver()
    {
        var slow = System.ActorOf(ScriptedActor.Props(a => a.OnAsync<int>(_ => Task.Delay(Second, Clock))).WithMailbox(4));
        var sent = Scheduler.Run(async () =>
        {
            var started = Clock.GetUtcNow();
            for (var n = 0; n < 100; n++)
                await slow.TellAsync(n);
            return Clock.GetUtcNow() - started;
        });

        // One is being handled and four wait, so the hundredth gets in when the 95th is done.
        Assert.Equal(95 * Second, sent);
        Assert.Empty(Letters);
    }

    [Fact]
    public void Tell_does_not_overtake_those_who_wait_for_room()
    {
        var actor = System.ActorOf(ScriptedActor.Props(a => a.On<int>(n => Tell(n))).WithMailbox(1));
        Scheduler.Run(async () =>
        {
            actor.Tell(1);
            var waiting = actor.TellAsync(2);
            actor.Tell(3);
            await waiting;
        });
        Assert.Equal([1, 2], Seen());
        Assert.Equal(3, Assert.Single(Letters).Message);
    }

    [Fact]
    public async Task A_cancelled_wait_for_room_delivers_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var actor = System.ActorOf(ScriptedActor.Props(a => a.On<int>(n => Tell(n))).WithMailbox(1));
        actor.Tell(1);
        var waiting = actor.TellAsync(2, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.Equal([1], Seen());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(Letters);
    }

    [Fact]
    public async Task TellAsync_fails_when_the_actor_stops_before_there_is_room()
    {
        var actor = System.ActorOf(ScriptedActor.Props(a => a.On<int>(_ => { })).WithMailbox(1));
        actor.Tell(1);
        var waiting = actor.TellAsync(2).AsTask();
        System.Stop(actor);
        Scheduler.RunUntilIdle();

        var failure = await Assert.ThrowsAsync<ActorUnavailableException>(() => waiting);
        Assert.Equal((actor, DeadLetterReason.Terminated), (failure.Actor, failure.Reason));
        Assert.Equal([1, 2], Letters.Select(letter => letter.Message));
        await Assert.ThrowsAsync<ActorUnavailableException>(() => actor.TellAsync(3).AsTask());
    }

    [Fact]
    public void A_poison_pill_gets_into_a_full_mailbox_and_waits_its_turn()
    {
        var actor = System.ActorOf(ScriptedActor.Props(a => a.On<int>(n => Tell(n))).WithMailbox(1));
        Probe.Watch(actor);
        actor.Tell(1);
        actor.Tell(PoisonPill.Instance);
        actor.Tell(PoisonPill.Instance);
        Assert.Equal([1, new Terminated(actor)], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void System_messages_overtake_user_messages()
    {
        var actor = Start(a => a.On<int>(n => Tell(n)));
        Scheduler.RunUntilIdle();
        actor.Tell(1);
        System.Stop(actor);
        Assert.Empty(Seen());
        Assert.Equal(new DeadLetter(1, null, actor, DeadLetterReason.Terminated), Assert.Single(Letters));
    }
}
