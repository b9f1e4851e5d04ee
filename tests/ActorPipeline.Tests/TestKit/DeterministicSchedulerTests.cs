using System.Threading.Channels;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.TestKit;

public sealed class DeterministicSchedulerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public void Everything_runs_on_the_thread_that_drives()
    {
        var scheduler = new DeterministicScheduler(_clock);
        var thread = Environment.CurrentManagedThreadId;
        scheduler.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Task.Delay(Second, _clock);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void Awaits_of_channels_stay_on_it() => StaysOnIt(async () =>
    {
        var channel = Channel.CreateBounded<int>(1);
        var read = new List<int>();
        var reader = Start(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
                read.Add(await channel.Reader.ReadAsync());
        });
        for (var n = 1; n <= 3; n++)
            await channel.Writer.WriteAsync(n);
        channel.Writer.Complete();
        await reader;
        Assert.Equal([1, 2, 3], read);
    });

    [Fact]
    public void Awaits_of_completion_sources_stay_on_it() => StaysOnIt(async () =>
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiter = Start(async () => await source.Task);
        await Task.Yield();
        source.SetResult();
        await waiter;
    });

    [Fact]
    public void Awaits_of_semaphores_stay_on_it() => StaysOnIt(async () =>
    {
        using var semaphore = new SemaphoreSlim(0);
        var waiter = Start(async () => await semaphore.WaitAsync());
        await Task.Yield();
        semaphore.Release();
        await waiter;
    });

    [Fact]
    public void Awaits_of_delays_and_timeouts_stay_on_it() => StaysOnIt(async () =>
    {
        await Task.Delay(Second, _clock, TestContext.Current.CancellationToken);
        using var timer = new PeriodicTimer(Second, _clock);
        Assert.True(await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource().Task.WaitAsync(Second, _clock, TestContext.Current.CancellationToken));
        using var cancellation = new CancellationTokenSource(Second, _clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(2 * Second, _clock, cancellation.Token));
    });

    [Fact]
    public void The_same_seed_gives_the_same_interleaving_and_another_seed_another()
    {
        Assert.Equal(Interleaving(seed: 1), Interleaving(seed: 1));
        Assert.NotEqual(Interleaving(seed: 1), Interleaving(seed: 2));
        Assert.Equal(Interleaving(seed: null), Interleaving(seed: null));
    }

    [Fact]
    public void Time_moves_only_when_nothing_is_runnable()
    {
        var scheduler = new DeterministicScheduler(_clock);
        var log = new List<string>();
        scheduler.Run(async () =>
        {
            var delayed = Start(async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), _clock);
                log.Add("time moved");
            });
            for (var n = 0; n < 100; n++)
                await Task.Yield();
            log.Add("work done");
            await delayed;
        });
        Assert.Equal(["work done", "time moved"], log);
    }

    [Fact]
    public void A_deadlock_is_reported_with_what_is_known()
    {
        var scheduler = new DeterministicScheduler(_clock, seed: 5) { Diagnose = () => "two actors wait for each other" };
        var deadlock = Assert.Throws<DeadlockException>(() => scheduler.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("seed 5", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("two actors wait for each other", deadlock.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_which_only_time_passes_is_given_up()
    {
        var scheduler = new DeterministicScheduler(_clock) { TimeLimit = TimeSpan.FromMinutes(1) };
        using var ticking = _clock.CreateTimer(_ => { }, null, Second, Second);
        Assert.Throws<DeadlockException>(() => scheduler.Run(() => new TaskCompletionSource().Task));
        Assert.InRange(_clock.GetElapsedTime(0), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1) + Second);
    }

    [Fact]
    public void A_run_that_spins_is_given_up()
    {
        var scheduler = new DeterministicScheduler(_clock) { StepLimit = 1000 };
        Assert.Throws<DeadlockException>(() => scheduler.Run(async () =>
        {
            while (true)
                await Task.Yield();
        }));
    }

    [Fact]
    public void Work_that_comes_from_another_thread_is_refused()
    {
        var scheduler = new DeterministicScheduler(_clock);
        Assert.Throws<InvalidOperationException>(() => scheduler.Run(async () =>
        {
            var source = new TaskCompletionSource();
            var waiter = Start(async () => await source.Task);
            await Task.Yield();
            var thread = new Thread(source.SetResult);
            thread.Start();
            thread.Join();
            await waiter;
        }));
    }

    [Fact]
    public void The_failure_of_the_work_is_thrown_as_it_is()
    {
        var scheduler = new DeterministicScheduler(_clock);
        Assert.Throws<NotSupportedException>(() => scheduler.Run(async () =>
        {
            await Task.Yield();
            throw new NotSupportedException();
        }));
    }

    [Fact]
    public void It_cannot_be_driven_by_the_code_that_it_runs()
    {
        var scheduler = new DeterministicScheduler(_clock);
        Assert.Throws<InvalidOperationException>(() => scheduler.Run(() =>
        {
            scheduler.RunUntilIdle();
            return Task.CompletedTask;
        }));
    }

    private static Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();

    private void StaysOnIt(Func<Task> work)
    {
        var scheduler = new DeterministicScheduler(_clock);
        var thread = Environment.CurrentManagedThreadId;
        scheduler.Run(async () =>
        {
            await work();
            Assert.Same(scheduler, TaskScheduler.Current);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    private static string Interleaving(int? seed)
    {
        var clock = new VirtualTimeProvider();
        var scheduler = new DeterministicScheduler(clock, seed);
        var log = new List<string>();
        scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 5).Select(id => Start(async () =>
        {
            for (var n = 0; n < 10; n++)
            {
                log.Add($"{id}:{n}");
                await Task.Yield();
                log.Add($"{id}:{n}'");
            }
        }))));
        Assert.Equal(100, log.Count);
        return string.Join(' ', log);
    }
}
