using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class DeadLetterTests : ActorTest
{
    [Fact]
    public void Dead_letters_are_counted_by_reason()
    {
        var actor = Start(_ => { });
        actor.Tell("unhandled");
        Scheduler.RunUntilIdle();
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        actor.Tell("late");
        actor.Tell("later");
        Assert.Equal(1, System.DeadLetters.Count(DeadLetterReason.Unhandled));
        Assert.Equal(2, System.DeadLetters.Count(DeadLetterReason.Terminated));
        Assert.Equal(3, System.DeadLetters.Total);
    }

    [Fact]
    public void A_reply_to_nobody_is_a_dead_letter()
    {
        var actor = Start(a => a.On<int>(n => a.Sender.Tell(n)));
        actor.Tell(1, sender: null);
        Scheduler.RunUntilIdle();
        Assert.Equal(new DeadLetter(1, actor, System.DeadLetters, DeadLetterReason.NoRecipient), Assert.Single(Letters));
    }

    [Fact]
    public void An_actor_can_subscribe_until_it_has_seen_enough()
    {
        var subscription = System.DeadLetters.Subscribe(Probe.Ref);
        System.DeadLetters.Tell("seen");
        subscription.Dispose();
        System.DeadLetters.Tell("unseen");
        Assert.Equal("seen", Assert.IsType<DeadLetter>(Assert.Single(Seen())).Message);
    }

    [Fact]
    public void A_subscriber_that_cannot_keep_up_does_not_make_dead_letters_of_dead_letters()
    {
        var subscriber = System.ActorOf(ScriptedActor.Props(_ => { }).WithMailbox(1));
        using var subscription = System.DeadLetters.Subscribe(subscriber);
        for (var n = 0; n < 10; n++)
            System.DeadLetters.Tell(n);
        Assert.Equal(10, System.DeadLetters.Count(DeadLetterReason.NoRecipient));
        Assert.Equal(9, System.DeadLetters.Count(DeadLetterReason.MailboxFull));
        Assert.Equal(10, Letters.Count);
    }

    [Fact]
    public void A_failing_subscriber_keeps_nobody_else_from_seeing()
    {
        using var failing = System.DeadLetters.Subscribe(_ => throw new InvalidOperationException());
        using var subscription = System.DeadLetters.Subscribe(Probe.Ref);
        System.DeadLetters.Tell("seen");
        Assert.Single(Seen());
    }
}
