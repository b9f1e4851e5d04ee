using ActorPipeline.Kernel;
using Xunit;

namespace ActorPipeline.Tests.Actors;

public sealed class CoordinatedShutdownTests : ActorTest
{
    private readonly List<string> _log = [];

    public CoordinatedShutdownTests()
        : base(new ActorSystemOptions { ShutdownPhases = [new("first", Second * 5), new("second", Second * 5), new("third", Second * 5)] })
    {
    }

    [Fact]
    public void Phases_run_in_order_and_the_tasks_of_a_phase_at_once()
    {
        AddLogged("second", "c", Second);
        AddLogged("first", "a", 2 * Second);
        AddLogged("first", "b", Second);
        var report = Scheduler.Run(() => System.CoordinatedShutdown.Run(ShutdownReason.ProcessExit));
        Assert.Equal(["a begins", "b begins", "b ends", "a ends", "c begins", "c ends"], _log);
        Assert.Equal(ShutdownReason.ProcessExit, report.Reason);
        Assert.Empty(report.Failures);
        Assert.Equal(3 * Second, TimeSpan.FromTicks(Clock.GetTimestamp()));
    }

    [Fact]
    public void A_task_that_is_too_slow_is_told_recorded_and_left_behind()
    {
        AddLogged("first", "slow", TimeSpan.FromDays(1));
        AddLogged("second", "next", Second);
        CancellationToken told = default;
        System.CoordinatedShutdown.AddTask("first", "polite", async timeUp =>
        {
            told = timeUp;
            await Task.Delay(TimeSpan.FromDays(1), Clock, timeUp);
        });
        var report = Scheduler.Run(() => System.CoordinatedShutdown.Run(ShutdownReason.Unknown));
        Assert.Equal(["slow begins", "next begins", "next ends"], _log);
        Assert.True(told.IsCancellationRequested);
        Assert.Equal(["polite", "slow"], report.Failures.Select(failure => failure.Task).Order());
        Assert.All(report.Failures, failure => Assert.IsType<TimeoutException>(failure.Exception));
        Assert.Equal(6 * Second, TimeSpan.FromTicks(Clock.GetTimestamp()));
    }

    [Fact]
    public void A_failure_is_recorded_and_stops_nothing()
    {
        System.CoordinatedShutdown.AddTask("first", "throws", _ => throw new InvalidOperationException("at once"));
        System.CoordinatedShutdown.AddTask("first", "fails", async _ =>
        {
            await Task.Delay(Second, Clock, CancellationToken.None);
            throw new InvalidOperationException("later");
        });
        AddLogged("third", "last", Second);
        var report = Scheduler.Run(() => System.CoordinatedShutdown.Run(ShutdownReason.Unknown));
        Assert.Equal([("first", "throws", "at once"), ("first", "fails", "later")], report.Failures.Select(f => (f.Phase, f.Task, f.Exception.Message)));
        Assert.Contains("last ends", _log);
    }

    [Fact]
    public void It_runs_once_for_the_first_reason()
    {
        AddLogged("first", "only", Second);
        var reports = Scheduler.Run(() => Task.WhenAll(
            System.CoordinatedShutdown.Run(ShutdownReason.ClusterLeaving), System.CoordinatedShutdown.Run(ShutdownReason.ProcessExit)));
        Assert.Same(reports[0], reports[1]);
        Assert.Equal(ShutdownReason.ClusterLeaving, System.CoordinatedShutdown.Reason);
        Assert.Equal(["only begins", "only ends"], _log);
    }

    [Fact]
    public void Tasks_can_be_added_to_phases_to_come_only()
    {
        System.CoordinatedShutdown.AddTask("second", "adds", _ =>
        {
            Assert.Throws<InvalidOperationException>(() => AddLogged("first", "too late", Second));
            AddLogged("third", "in time", Second);
            return Task.CompletedTask;
        });
        Assert.Throws<ArgumentException>(() => AddLogged("unknown", "x", Second));
        Assert.Empty(Scheduler.Run(() => System.CoordinatedShutdown.Run(ShutdownReason.Unknown)).Failures);
        Assert.Contains("in time ends", _log);
    }

    [Fact]
    public void The_default_phases_end_with_the_actor_system()
    {
        var system = ActorSystem.Create("other", new ActorSystemOptions { TimeProvider = Clock, TaskScheduler = Scheduler });
        Scheduler.Run(() => system.CoordinatedShutdown.Run(ShutdownReason.ProcessExit));
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(ShutdownPhase.ActorSystemTerminate, ShutdownPhase.Default[^1].Name);
    }

    private void AddLogged(string phase, string name, TimeSpan duration) =>
        System.CoordinatedShutdown.AddTask(phase, name, async _ =>
        {
            _log.Add($"{name} begins");
            await Task.Delay(duration, Clock, CancellationToken.None);
            _log.Add($"{name} ends");
        });
}
