using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class SupervisionTests : ActorTest
{
    [Fact]
    public void A_restarted_actor_loses_its_state_and_keeps_its_mailbox_but_not_the_failing_message()
    {
        var (_, child) = Supervised(new OneForOneStrategy(), CountUp);
        foreach (var message in new object[] { "add", "add", "show", "fail", "add", "show" })
            child.Tell(message);
        Assert.Equal([2, 1], Seen());
    }

    [Fact]
    public void A_resumed_actor_keeps_its_state()
    {
        var (_, child) = Supervised(new OneForOneStrategy(_ => Directive.Resume), CountUp);
        foreach (var message in new object[] { "add", "fail", "add", "show" })
            child.Tell(message);
        Assert.Equal([2], Seen());
    }

    [Fact]
    public void A_stopped_actor_leaves_the_rest_of_its_mailbox_to_dead_letters()
    {
        var (_, child) = Supervised(SupervisorStrategy.Stopping, CountUp);
        Probe.Watch(child);
        child.Tell("fail");
        child.Tell("show");
        Assert.Equal([new Terminated(child)], Seen());
        Assert.Equal("show", Assert.Single(Letters).Message);
    }

    [Fact]
    public void The_hooks_of_a_restart_run_in_order_and_know_the_failing_message()
    {
        var instance = 0;
        var actor = Start(a =>
        {
            var number = ++instance;
            a.OnPreStart = () => Tell($"{number} PreStart");
            a.OnPreRestart = (cause, message) => Tell($"{number} PreRestart {cause.Message} {message}");
            a.OnPostRestart = cause => Tell($"{number} PostRestart {cause.Message}");
            a.On<string>(_ => throw new InvalidOperationException("oops"));
        });
        actor.Tell("trigger");
        Assert.Equal(["1 PreStart", "1 PreRestart oops trigger", "2 PostRestart oops", "2 PreStart"], Seen());
    }

    [Fact]
    public void A_restart_stops_the_children_before_the_new_instance_starts()
    {
        var parent = Start(a =>
        {
            a.OnPreStart = () =>
            {
                Tell("parent starts");
                a.Context.ActorOf(ScriptedActor.Props(c => c.OnPostStop = () => Tell("child stops")), "child");
            };
            a.On<string>(_ => throw new InvalidOperationException());
        });
        parent.Tell("fail");
        Assert.Equal(["parent starts", "child stops", "parent starts"], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void Children_that_PreRestart_spares_are_restarted_too()
    {
        var parent = Start(a =>
        {
            a.OnPreStart = () =>
            {
                if (a.Context.Child("child") is null)
                    a.Context.ActorOf(ScriptedActor.Props(c => c.OnPostRestart = _ => Tell("child restarted")), "child");
            };
            a.OnPreRestart = (_, _) => { };
            a.On<string>(_ => throw new InvalidOperationException());
        });
        parent.Tell("fail");
        Assert.Equal(["child restarted"], Seen());
    }

    [Fact]
    public void Too_many_restarts_within_the_window_stop_the_child()
    {
        var (_, child) = Supervised(new OneForOneStrategy(2, TimeSpan.FromMinutes(1)), CountUp);
        Probe.Watch(child);
        child.Tell("fail");
        child.Tell("fail");
        Assert.Empty(Seen());
        child.Tell("fail");
        Assert.Equal([new Terminated(child)], Seen());
    }

    [Fact]
    public void Restarts_in_another_window_count_afresh()
    {
        var (_, child) = Supervised(new OneForOneStrategy(1, TimeSpan.FromMinutes(1)), CountUp);
        Probe.Watch(child);
        for (var n = 0; n < 5; n++)
        {
            child.Tell("fail");
            Scheduler.Advance(TimeSpan.FromMinutes(1) + Second);
        }

        child.Tell("show");
        Assert.Equal([0], Seen());
    }

    [Fact]
    public void An_escalated_failure_is_decided_a_level_higher()
    {
        IActorRef? child = null;
        var middle = ScriptedActor.Props(m => m.OnPreStart = () =>
        {
            Tell("middle starts");
            child = m.Context.ActorOf(ScriptedActor.Props(CountUp), "child");
        }).WithSupervisor(new OneForOneStrategy(_ => Directive.Escalate));
        System.ActorOf(ScriptedActor.Props(t => t.Context.ActorOf(middle, "middle")).WithSupervisor(new OneForOneStrategy(cause =>
        {
            Tell(cause.Message);
            return Directive.Restart;
        })));
        Assert.Equal(["middle starts"], Seen());

        child!.Tell("fail");
        Assert.Equal(["oops", "middle starts"], Seen());
    }

    [Fact]
    public void An_escalated_failure_that_is_resumed_resumes_the_child_that_failed()
    {
        IActorRef? child = null;
        var middle = ScriptedActor.Props(m => m.OnPreStart = () => child = m.Context.ActorOf(ScriptedActor.Props(CountUp)))
            .WithSupervisor(new OneForOneStrategy(_ => Directive.Escalate));
        System.ActorOf(ScriptedActor.Props(t => t.OnPreStart = () => t.Context.ActorOf(middle))
            .WithSupervisor(new OneForOneStrategy(_ => Directive.Resume)));
        Scheduler.RunUntilIdle();
        foreach (var message in new object[] { "add", "fail", "add", "show" })
            child!.Tell(message);
        Assert.Equal([2], Seen());
    }

    [Fact]
    public void While_an_actor_waits_for_its_supervisor_its_children_wait_too()
    {
        IActorRef? grandchild = null;
        var backoff = new OneForOneStrategy().WithBackoff(new BackoffPolicy(Second, Second, 0));
        var (_, child) = Supervised(backoff, c =>
        {
            grandchild ??= c.Context.ActorOf(ScriptedActor.Props(g => g.On<string>(text => Tell(text))));
            c.OnPreRestart = (_, _) => { };
            c.On<string>(_ => throw new InvalidOperationException());
        });
        child.Tell("fail");
        Scheduler.RunUntilIdle();
        grandchild!.Tell("held");
        Assert.Empty(Seen());
        Scheduler.Advance(Second);
        Assert.Equal(["held"], Seen());
    }

    [Fact]
    public void A_decider_that_throws_escalates_its_own_failure()
    {
        var (parent, child) = Supervised(new OneForOneStrategy(_ => throw new NotSupportedException("decider")), CountUp);
        Probe.Watch(child);
        child.Tell("fail");
        Assert.Equal([new Terminated(child)], Seen());
        Assert.Equal(1, System.Describe(1).Children.Single(each => each.Path.Equals(parent.Path)).Restarts);
    }

    [Fact]
    public void The_top_level_restarts_what_is_escalated_to_it()
    {
        var (parent, child) = Supervised(new OneForOneStrategy(_ => Directive.Escalate), CountUp);
        child.Tell("fail");
        Scheduler.RunUntilIdle();
        Assert.Equal(1, System.Describe(1).Children.Single(each => each.Path.Equals(parent.Path)).Restarts);
        Assert.False(System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void A_failure_that_the_top_level_escalates_terminates_the_system()
    {
        var system = ActorSystem.Create("strict", System.Options with { GuardianStrategy = new OneForOneStrategy(_ => Directive.Escalate) });
        system.ActorOf(ScriptedActor.Props(CountUp)).Tell("fail");
        Scheduler.RunUntilIdle();
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(Directive.Resume)]
    [InlineData(Directive.Restart)]
    public void An_actor_that_could_not_be_created_is_tried_again_when_its_supervisor_says_so(Directive directive)
    {
        var attempts = 0;
        var (_, child) = Supervised(new OneForOneStrategy(_ => directive), a =>
        {
            if (++attempts < 3)
                throw new InvalidOperationException("constructor");
            CountUp(a);
        });
        child.Tell("show");
        Assert.Equal([0], Seen());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public void A_failure_while_restarting_is_a_failure_to_create()
    {
        var instances = 0;
        var actor = Start(a =>
        {
            if (++instances == 2)
                a.OnPreStart = () => throw new InvalidOperationException("second start");
            CountUp(a);
        });
        Probe.Watch(actor);
        actor.Tell("fail");
        Assert.Equal([new Terminated(actor)], Seen());
    }

    [Fact]
    public void An_actor_that_cannot_be_created_is_stopped()
    {
        var attempts = 0;
        var actor = Start(_ =>
        {
            attempts++;
            throw new InvalidOperationException("constructor");
        });
        Probe.Watch(actor);
        actor.Tell("lost");
        Assert.Equal([new Terminated(actor)], Seen());
        Assert.Equal(1, attempts);
        Assert.Equal("lost", Assert.Single(Letters).Message);
    }

    [Fact]
    public void One_for_all_restarts_the_siblings_with_the_one_that_failed()
    {
        var parent = System.ActorOf(ScriptedActor.Props(p =>
        {
            foreach (var name in new[] { "a", "b", "c" })
                p.Context.ActorOf(ScriptedActor.Props(c =>
                {
                    c.OnPostRestart = _ => Tell(name);
                    c.On<string>(_ => throw new InvalidOperationException());
                }), name);
            p.On<string>(name => p.Context.Child(name)!.Tell("fail"));
        }).WithSupervisor(new AllForOneStrategy()));
        parent.Tell("b");
        Assert.Equal(["a", "b", "c"], Seen().Order());
    }

    private void CountUp(ScriptedActor actor)
    {
        var count = 0;
        actor.On<string>(_ => count++, text => text == "add");
        actor.On<string>(_ => Tell(count), text => text == "show");
        actor.On<string>(_ => throw new InvalidOperationException("oops"), text => text == "fail");
    }

    private (IActorRef Parent, IActorRef Child) Supervised(SupervisorStrategy strategy, Action<ScriptedActor> script)
    {
        IActorRef? child = null;
        var parent = System.ActorOf(
            ScriptedActor.Props(p => child = p.Context.ActorOf(ScriptedActor.Props(script), "child")).WithSupervisor(strategy), "parent");
        Scheduler.RunUntilIdle();
        return (parent, child!);
    }
}
