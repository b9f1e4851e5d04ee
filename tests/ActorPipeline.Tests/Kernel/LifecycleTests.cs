using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class LifecycleTests : ActorTest
{
    [Fact]
    public void PreStart_runs_before_the_first_message_and_PostStop_after_the_last()
    {
        var actor = Start(a =>
        {
            a.OnPreStart = () => Tell("start");
            a.OnPostStop = () => Tell("stop");
            a.On<int>(n => Tell(n));
        });
        actor.Tell(1);
        actor.Tell(PoisonPill.Instance);
        Assert.Equal(["start", 1, "stop"], Seen());
    }

    [Fact]
    public void Children_stop_before_their_parent()
    {
        var parent = Start(a =>
        {
            a.OnPreStart = () => a.Context.ActorOf(ScriptedActor.Props(c => c.OnPostStop = () => Tell("child")), "child");
            a.OnPostStop = () => Tell("parent");
        });
        System.Stop(parent);
        Assert.Equal(["child", "parent"], Seen());
    }

    [Fact]
    public void A_failing_PostStop_does_not_keep_an_actor_from_stopping()
    {
        var actor = Start(a => a.OnPostStop = () => throw new InvalidOperationException("stop"));
        Probe.Watch(actor);
        System.Stop(actor);
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void Paths_show_the_hierarchy()
    {
        Start(a => a.OnPreStart = () => Tell(a.Context.ActorOf(ScriptedActor.Props(_ => { }), "child").Path.ToString()), "parent");
        Assert.Equal(["actor://test/user/parent/child"], Seen());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("$a")]
    public void A_malformed_name_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Start(_ => { }, name));

    [Fact]
    public void A_name_is_unique_among_siblings_and_free_again_after_the_end()
    {
        var first = Start(_ => { }, "name");
        Assert.Throws<InvalidActorNameException>(() => Start(_ => { }, "name"));
        System.Stop(first);
        Scheduler.RunUntilIdle();
        Assert.Equal(first.Path, Start(_ => { }, "name").Path);
    }

    [Fact]
    public void A_parent_finds_its_living_children_by_name()
    {
        var parent = Start(a =>
        {
            var child = a.Context.ActorOf(ScriptedActor.Props(_ => { }), "child");
            a.On<string>(name => Tell(a.Context.Child(name) == child));
            a.On<int>(_ => Tell(a.Context.Children.Count));
        });
        parent.Tell("child");
        parent.Tell("stranger");
        parent.Tell(0);
        Assert.Equal([true, false, 1], Seen());
    }

    [Fact]
    public void An_actor_made_with_new_is_refused()
    {
        Assert.Throws<ActorInitializationException>(() => new ScriptedActor(_ => { }));
        Start(a => a.OnPreStart = () => Tell(Assert.Throws<ActorInitializationException>(() => new ScriptedActor(_ => { })).GetType()));
        Assert.Equal([typeof(ActorInitializationException)], Seen());
    }

    [Fact]
    public void A_factory_that_returns_the_same_actor_twice_is_refused()
    {
        ScriptedActor? only = null;
        var actor = System.ActorOf(Props.Create(() => only ??= new ScriptedActor(a => a.On<int>(_ => throw new InvalidOperationException()))));
        Probe.Watch(actor);
        actor.Tell(1);
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void GracefulStop_handles_what_is_in_the_mailbox_first()
    {
        var actor = Start(a => a.On<int>(n => Tell(n)));
        actor.Tell(1);
        actor.Tell(2);
        Assert.True(Scheduler.Run(() => actor.GracefulStop(Second)));
        Assert.Equal([1, 2], Seen());
        Assert.True(Scheduler.Run(() => actor.GracefulStop(Second)));
    }

    [Fact]
    public void GracefulStop_says_when_the_time_was_too_short()
    {
        var actor = Start(a => a.OnAsync<int>(_ => Task.Delay(10 * Second, Clock)));
        actor.Tell(1);
        Assert.False(Scheduler.Run(() => actor.GracefulStop(Second)));
        Assert.True(Scheduler.Run(() => actor.GracefulStop(10 * Second)));
    }

    [Fact]
    public void A_terminating_system_stops_everything_and_takes_no_more_actors()
    {
        Start(a => a.OnPostStop = () => Letters.Add(new DeadLetter("stopped", null, Probe.Ref, DeadLetterReason.NoRecipient)));
        Scheduler.Run(System.Terminate);
        Assert.Contains(Letters, letter => letter.Message is "stopped");
        Assert.Throws<InvalidOperationException>(() => Start(_ => { }));
        Assert.True(System.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void Operators_see_the_hierarchy_to_the_depth_they_ask_for()
    {
        var parent = System.ActorOf(ScriptedActor.Props(a => a.Context.ActorOf(ScriptedActor.Props(_ => { }), "child")).WithMailbox(7), "parent");
        Scheduler.RunUntilIdle();
        parent.Tell("waits");

        var seen = System.Describe(depth: 1).Children.Single(child => child.Path.Equals(parent.Path));
        Assert.Equal((typeof(ScriptedActor), 1, 7, 0), (seen.Type, seen.MailboxDepth, seen.MailboxCapacity, seen.Restarts));
        Assert.Empty(seen.Children);
        var child = Assert.Single(System.Describe().Children.Single(each => each.Path.Equals(parent.Path)).Children);
        Assert.Equal("actor://test/user/parent/child", child.Path.ToString());
    }
}
