using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

/// <summary>The kernel on the real thread pool: exact counts and orders, whatever the interleaving.</summary>
public sealed class ThreadStressTests
{
    private const int Producers = 4;
    private const int PerProducer = 100_000;

    [Fact]
    public async Task Producers_with_back_pressure_lose_nothing_and_keep_their_order()
    {
        await using var system = ActorSystem.Create("stress");
        var last = new int[Producers];
        var disorder = 0;
        var counter = system.ActorOf(ScriptedActor.Props(a =>
        {
            a.On<(int Producer, int Number)>(m =>
            {
                if (m.Number != ++last[m.Producer])
                    disorder++;
            });
            a.On<string>(_ => a.Sender.Tell(last.Sum()));
        }).WithMailbox(100));

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => OnPool(async () =>
        {
            for (var number = 1; number <= PerProducer; number++)
                await counter.TellAsync((producer, number));
        })));

        Assert.Equal(Producers * PerProducer, await counter.Ask<int>("sum", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(0, disorder);
        Assert.Equal(0, system.DeadLetters.Total);
    }

    [Fact]
    public async Task What_is_told_is_handled_or_a_dead_letter_and_nothing_else()
    {
        await using var system = ActorSystem.Create("stress");
        var handled = 0;
        var counter = system.ActorOf(ScriptedActor.Props(a =>
        {
            a.On<int>(_ => handled++);
            a.On<string>(_ => a.Sender.Tell(handled));
        }).WithMailbox(16));
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => OnPool(() =>
        {
            for (var number = 0; number < PerProducer; number++)
                counter.Tell(number);
            return Task.CompletedTask;
        })));
        var sum = await counter.Ask<int>("sum", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(Producers * PerProducer, sum + system.DeadLetters.Count(DeadLetterReason.MailboxFull));
    }

    [Fact]
    public async Task Messages_that_race_with_a_stop_are_all_accounted_for()
    {
        await using var system = ActorSystem.Create("stress");
        var handled = 0;
        var refused = 0;
        for (var round = 0; round < 200; round++)
        {
            var actor = system.ActorOf(ScriptedActor.Props(a => a.On<int>(_ => handled++)).WithMailbox(8));
            var producers = Enumerable.Range(0, Producers).Select(_ => OnPool(async () =>
            {
                for (var number = 0; number < 100; number++)
                {
                    try
                    {
                        await actor.TellAsync(number);
                    }
                    catch (ActorUnavailableException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
            }));
            var all = Task.WhenAll(producers);
            Assert.True(await actor.GracefulStop(TimeSpan.FromMinutes(1)));
            await all;
        }

        Assert.Equal(200 * Producers * 100, handled + system.DeadLetters.Count(DeadLetterReason.Terminated));
        Assert.True(refused <= system.DeadLetters.Total);
    }

    [Fact]
    public async Task An_actor_is_never_on_two_threads_at_once()
    {
        await using var system = ActorSystem.Create("stress");
        var inside = 0;
        var overlaps = 0;
        var handled = 0;
        void Enter()
        {
            if (Interlocked.Increment(ref inside) != 1)
                overlaps++;
            handled++;
            Interlocked.Decrement(ref inside);
        }

        var actor = system.ActorOf(ScriptedActor.Props(a =>
        {
            a.On<int>(_ => Enter());
            a.OnAsync<long>(async _ =>
            {
                Enter();
                await Task.Yield();
                Enter();
            });
            a.On<string>(_ => a.Sender.Tell(handled));
        }).WithMailbox(32));
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => OnPool(async () =>
        {
            for (var number = 0; number < 20_000; number++)
                await actor.TellAsync(number % 2 == 0 ? number : (object)(long)number);
        })));
        Assert.Equal(Producers * 30_000, await actor.Ask<int>("sum", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(0, overlaps);
    }

    private static Task OnPool(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
}
