using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class AsyncHandlerTests : ActorTest
{
    [Fact]
    public void No_other_message_is_handled_while_a_handler_awaits()
    {
        var actor = Start(a =>
        {
            a.OnAsync<int>(async n =>
            {
                Tell($"{n} begins");
                await Task.Delay(Second, Clock);
                Tell($"{n} ends");
            });
            a.On<string>(text => Tell(text));
        });
        actor.Tell(1);
        actor.Tell("between");
        actor.Tell(2);
        Scheduler.Advance(2 * Second);
        Assert.Equal(["1 begins", "1 ends", "between", "2 begins", "2 ends"], Seen());
    }

    [Fact]
    public void The_sender_is_the_same_after_an_await()
    {
        var actor = Start(a => a.OnAsync<int>(async n =>
        {
            await Task.Delay(Second, Clock);
            a.Sender.Tell(n);
        }));
        actor.Tell("other", Probe.Ref);
        Assert.Equal(7, Scheduler.Run(() => actor.Ask<int>(7, 2 * Second)));
    }

    [Fact]
    public void Awaits_resume_in_the_actors_own_turn()
    {
        var actor = Start(a => a.OnAsync<int>(async _ =>
        {
            var before = (TaskScheduler.Current, ActorCell.Current);
            await Task.Delay(Second, Clock);
            Tell(before == (TaskScheduler.Current, ActorCell.Current) && ActorCell.Current is not null);
        }));
        actor.Tell(1);
        Scheduler.Advance(Second);
        Assert.Equal([true], Seen());
    }

    [Fact]
    public void A_failed_handler_is_supervised_like_any_other()
    {
        var actor = Start(a =>
        {
            a.OnPostRestart = cause => Tell(cause.Message);
            a.OnAsync<int>(async _ =>
            {
                await Task.Delay(Second, Clock);
                throw new InvalidOperationException("after await");
            });
            a.OnAsync<string>(text => throw new InvalidOperationException(text));
            a.On<long>(n => Tell(n));
        });
        actor.Tell(1);
        actor.Tell(2L);
        actor.Tell("before await");
        Scheduler.Advance(Second);
        Assert.Equal(["after await", 2L, "before await"], Seen());
    }

    [Fact]
    public void A_cancelled_handler_is_a_failure()
    {
        var actor = Start(a =>
        {
            a.OnPostRestart = cause => Tell(cause.GetType());
            a.OnAsync<int>(async _ =>
            {
                await Task.Yield();
                throw new OperationCanceledException();
            });
        });
        actor.Tell(1);
        Assert.Equal([typeof(TaskCanceledException)], Seen());
    }

    [Fact]
    public void A_stop_waits_for_the_handler_in_flight_and_tells_it()
    {
        var actor = Start(a =>
        {
            a.OnPostStop = () => Tell("stopped");
            a.OnAsync<int>(async _ =>
            {
                await Task.Delay(TimeSpan.FromDays(1), Clock, a.Context.Stopping).ContinueWith(_ => { }, TaskScheduler.Current);
                Tell("cut short");
                await Task.Delay(Second, Clock);
                Tell("done");
            });
        });
        actor.Tell(1);
        actor.Tell(2);
        Scheduler.RunUntilIdle();
        System.Stop(actor);
        Assert.Equal(["cut short"], Seen());
        Scheduler.Advance(Second);
        Assert.Equal(["done", "stopped"], Seen());
        Assert.Equal(2, Assert.Single(Letters).Message);
    }

    [Fact]
    public void A_parent_that_awaits_room_in_a_child_still_restarts_it()
    {
        var parent = Start(p =>
        {
            var child = p.Context.ActorOf(ScriptedActor.Props(c => c.OnAsync<int>(async n =>
            {
                await Task.Delay(Second, Clock);
                if (n % 2 == 0)
                    throw new InvalidOperationException();
                Tell(n);
            })).WithMailbox(1));
            p.OnAsync<string>(async _ =>
            {
                for (var n = 0; n < 6; n++)
                    await child.TellAsync(n);
            });
        });
        parent.Tell("go");
        Scheduler.Advance(10 * Second);
        Assert.Equal([1, 3, 5], Seen());
        Assert.Empty(Letters);
    }

    [Fact]
    public void Work_an_actor_began_goes_on_after_its_end()
    {
        var actor = Start(a => a.OnAsync<int>(async _ =>
        {
            await Task.Yield();
            LoopOn();
        }));
        actor.Tell(1);
        Scheduler.RunUntilIdle();
        System.Stop(actor);
        Scheduler.RunUntilIdle();
        Scheduler.Advance(Second);
        Assert.Equal(["still here"], Seen());

        async void LoopOn()
        {
            await Task.Delay(Second, Clock);
            Tell("still here");
        }
    }
}
