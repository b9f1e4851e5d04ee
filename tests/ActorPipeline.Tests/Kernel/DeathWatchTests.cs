using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public void A_watcher_is_told_once_however_often_it_watches()
    {
        var actor = Start(_ => { });
        Probe.Watch(actor);
        Probe.Watch(actor);
        System.Stop(actor);
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void Watching_a_dead_actor_tells_at_once()
    {
        var actor = Start(_ => { });
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        Probe.Watch(actor);
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void The_last_words_of_an_actor_come_before_its_end()
    {
        var actor = Start(a =>
        {
            a.On<string>(text => Tell(text));
            a.OnPostStop = () => Tell("farewell");
        });
        Probe.Watch(actor);
        actor.Tell("last words");
        actor.Tell(PoisonPill.Instance);
        Assert.Equal(["last words", "farewell", new Terminated(actor)], Seen());
    }

    [Fact]
    public void A_restart_is_not_an_end()
    {
        var actor = Start(a => a.On<string>(_ => throw new InvalidOperationException()));
        Probe.Watch(actor);
        actor.Tell("fail");
        Assert.Empty(Seen());
    }

    [Fact]
    public void Unwatch_takes_back_a_notice_that_is_under_way()
    {
        var subject = Start(_ => { });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = Start(a =>
        {
            a.On<Terminated>(_ => Tell("terminated"));
            a.OnAsync<string>(async _ =>
            {
                a.Context.Watch(subject);
                await gate.Task;
                a.Context.Unwatch(subject);
            });
        });
        watcher.Tell("watch");
        Scheduler.RunUntilIdle();
        System.Stop(subject);
        Scheduler.RunUntilIdle();
        gate.SetResult();
        Assert.Empty(Seen());
    }

    [Fact]
    public void WatchWith_sends_a_message_of_ones_own()
    {
        var subject = Start(_ => { });
        Start(a =>
        {
            a.Context.WatchWith(subject, "gone");
            a.On<string>(text => Tell((text, a.Sender)));
        });
        System.Stop(subject);
        Assert.Equal([("gone", subject)], Seen());
    }

    [Fact]
    public void A_full_mailbox_does_not_keep_Terminated_away()
    {
        var subject = Start(_ => { });
        var watcher = System.ActorOf(ScriptedActor.Props(a =>
        {
            a.Context.Watch(subject);
            a.On<Terminated>(_ => Tell("terminated"));
            a.OnAsync<int>(_ => Task.Delay(Second, Clock));
        }).WithMailbox(1));
        Scheduler.RunUntilIdle();
        watcher.Tell(1);
        Scheduler.RunUntilIdle();
        watcher.Tell(2);
        System.Stop(subject);
        Assert.Empty(Seen());
        Scheduler.Advance(2 * Second);
        Assert.Equal(["terminated"], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void An_unhandled_Terminated_breaks_the_death_pact_and_stops_the_watcher()
    {
        var subject = Start(_ => { });
        var watcher = Start(a => a.Context.Watch(subject));
        Probe.Watch(watcher);
        System.Stop(subject);
        Assert.Equal([new Terminated(watcher)], Seen());
    }

    [Fact]
    public void A_parent_may_use_the_name_again_when_it_is_told()
    {
        var parent = Start(a =>
        {
            var child = a.Context.Watch(a.Context.ActorOf(ScriptedActor.Props(_ => { }), "child"));
            a.On<string>(_ => a.Context.Stop(child));
            a.On<Terminated>(_ => Tell(a.Context.ActorOf(ScriptedActor.Props(_ => { }), "child").Path));
        });
        parent.Tell("replace");
        Assert.Equal(["actor://test/user/$1/child"], Seen().Select(path => path.ToString()!.Replace(parent.Path.Name, "$1", StringComparison.Ordinal)));
    }
}
