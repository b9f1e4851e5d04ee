using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class BehaviourTests : ActorTest
{
    [Fact]
    public void The_first_matching_handler_takes_the_message()
    {
        var actor = Start(a =>
        {
            a.On<int>(_ => Tell("small"), n => n < 10);
            a.On<int>(_ => Tell("int"));
            a.On<IComparable>(_ => Tell("comparable"));
            a.OnAny(_ => Tell("any"));
        });
        foreach (var message in new object[] { 5, 50, "text", new object() })
            actor.Tell(message);
        Assert.Equal(["small", "int", "comparable", "any"], Seen());
    }

    [Fact]
    public void What_no_handler_takes_is_a_dead_letter()
    {
        var actor = Start(a => a.On<int>(n => Tell(n)));
        actor.Tell("text", Probe.Ref);
        Assert.Empty(Seen());
        Assert.Equal(new DeadLetter("text", Probe.Ref, actor, DeadLetterReason.Unhandled), Assert.Single(Letters));
    }

    [Fact]
    public void Become_replaces_the_behaviour_from_the_next_message_on()
    {
        var actor = Start(a => a.On<string>(_ => a.Become(() => a.On<int>(n => Tell(n)))));
        actor.Tell(1);
        actor.Tell("become");
        actor.Tell(2);
        actor.Tell("unknown now");
        Assert.Equal([2], Seen());
        Assert.Equal([1, "unknown now"], Letters.Select(letter => letter.Message));
    }

    [Fact]
    public void Stacked_behaviours_unwind_to_the_first_and_no_further()
    {
        var actor = Start(a =>
        {
            a.On<string>(_ => Tell("calm"), text => text == "how are you");
            a.On<string>(_ => a.BecomeStacked(() =>
            {
                a.On<string>(_ => Tell("angry"), text => text == "how are you");
                a.On<string>(_ => a.UnbecomeStacked(), text => text == "soothe");
            }), text => text == "provoke");
            a.On<string>(_ => a.UnbecomeStacked(), text => text == "soothe");
        });
        foreach (var message in new[] { "how are you", "provoke", "how are you", "soothe", "how are you", "soothe", "how are you" })
            actor.Tell(message);
        Assert.Equal(["calm", "angry", "calm", "calm"], Seen());
    }

    [Fact]
    public void A_restarted_actor_has_its_first_behaviour_again()
    {
        var actor = Start(a =>
        {
            a.On<string>(_ => a.Become(() => a.On<string>(_ => throw new InvalidOperationException())));
            a.On<int>(n => Tell(n));
        });
        actor.Tell("become");
        actor.Tell("fail");
        actor.Tell(1);
        Assert.Equal([1], Seen());
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        var target = Start(a => a.On<int>(n => a.Sender.Tell(n)));
        var relay = Start(a => a.On<int>(n => target.Forward(n)));
        Assert.Equal(3, Scheduler.Run(() => relay.Ask<int>(3, Second)));
        Assert.Throws<InvalidOperationException>(() => target.Forward(1));
    }
}
