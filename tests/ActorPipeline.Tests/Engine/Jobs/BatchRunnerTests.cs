using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.Jobs;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Tests.Engine.Serving;
using Xunit;

namespace ActorPipeline.Tests.Engine.Jobs;

public class BatchRunnerTests
{
    private static readonly PipelineDefinition Pipeline = RandomPipeline.Draw(new Random(7));

    private readonly LocalEngine _engine;
    private int _runs;
    private Func<JobContext, CancellationToken, Task<JobResult>> _work = (_, _) => Task.FromResult(new JobResult(3, 70));

    public BatchRunnerTests() => _engine = new LocalEngine(Pipeline)
    {
        Jobs =
        [
            new BatchJob("often", JobSchedule.Parse("*/5 * * * *"), async (context, cancellationToken) =>
            {
                _runs++;
                return await _work(context, cancellationToken);
            }),
        ],
    };

    [Fact]
    public void A_job_runs_by_its_schedule() => _engine.Run(async runtime =>
    {
        using var counted = new MeterSums(RunInstruments.MeterName);
        await Task.Delay(TimeSpan.FromMinutes(21), _engine.Clock);
        var ledger = await runtime.JobLedgerAsync(CancellationToken.None);
        Assert.Equal((5, 5), (_runs, ledger.Runs.Count));
        Assert.InRange(counted[$"actorpipeline.jobs.runs{{{Pipeline.Name}}}{{often}}{{succeeded}}"], 5, long.MaxValue);
        Assert.All(ledger.Runs, run => Assert.Equal((JobOutcome.Succeeded, 3L, 70L, 1.0, "local"), (run.Outcome, run.Rows, run.Bytes, run.Progress, run.Node)));
        Assert.All(ledger.Runs.Skip(1), run => Assert.Equal(0, DateTimeOffset.FromUnixTimeMilliseconds(run.StartMs).Minute % 5));
    });

    [Fact]
    public void A_job_runs_when_it_is_asked_for_also_while_jobs_are_paused() => _engine.Run(async runtime =>
    {
        await runtime.PauseJobsAsync(true, CancellationToken.None);
        var before = _runs;
        await Task.Delay(TimeSpan.FromMinutes(21), _engine.Clock);
        Assert.Equal(before, _runs);

        await runtime.RunJobAsync("often", CancellationToken.None);
        Assert.Equal(before + 1, _runs);
        await runtime.PauseJobsAsync(false, CancellationToken.None);
        await Task.Delay(TimeSpan.FromMinutes(5), _engine.Clock);
        Assert.Equal(before + 2, _runs);
    });

    [Fact]
    public void Two_runs_never_overlap_and_each_request_gets_one_of_its_own() => _engine.Run(async runtime =>
    {
        var (under, most) = (0, 0);
        _work = async (_, cancellationToken) =>
        {
            most = Math.Max(most, ++under);
            await Task.Delay(TimeSpan.FromSeconds(30), _engine.Clock, cancellationToken);
            under--;
            return default;
        };
        await Task.Delay(TimeSpan.FromMinutes(1), _engine.Clock);
        var before = _runs;
        var asked = Enumerable.Range(0, 3).Select(_ => runtime.RunJobAsync("often", CancellationToken.None).AsTask()).ToList();
        foreach (var ask in asked)
        {
            await ask;
        }

        Assert.Equal((1, before + 3), (most, _runs));
    });

    [Fact]
    public void A_job_that_throws_every_time_is_tried_again_and_named_and_does_not_stop_the_pipeline() => _engine.Run(async runtime =>
    {
        _work = (_, _) => throw new IOException("no space left on device");
        await Task.Delay(TimeSpan.FromMinutes(2), _engine.Clock);
        var ledger = await runtime.JobLedgerAsync(CancellationToken.None);
        Assert.InRange(ledger.Runs.Count, 3, 6);
        Assert.All(ledger.Runs, run => Assert.Equal((JobOutcome.Failed, "no space left on device"), (run.Outcome, run.Error)));
        Assert.Equal("job often: no space left on device", runtime.LakeTroubleHere);
        var refused = await Assert.ThrowsAsync<PartitionFailedException>(async () => await runtime.RunJobAsync("often", CancellationToken.None));
        Assert.Equal($"the owner of batch {Pipeline.Name} says: job often of {Pipeline.Name}: no space left on device", refused.Message);

        _work = (_, _) => Task.FromResult<JobResult>(default);
        await runtime.RunJobAsync("often", CancellationToken.None);
        Assert.Null(runtime.LakeTroubleHere);
    });

    [Fact]
    public void A_job_that_there_is_not_is_named() => _engine.Run(async runtime =>
    {
        var refused = await Assert.ThrowsAsync<PartitionFailedException>(async () => await runtime.RunJobAsync("seldom", CancellationToken.None));
        Assert.EndsWith($"pipeline {Pipeline.Name} has no job seldom: often", refused.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Progress_is_seen_while_a_job_runs() => _engine.Run(async runtime =>
    {
        _work = async (context, cancellationToken) =>
        {
            context.Progress(0.25);
            await Task.Delay(TimeSpan.FromSeconds(30), _engine.Clock, cancellationToken);
            return default;
        };
        await Task.Delay(TimeSpan.FromSeconds(10), _engine.Clock);
        Assert.Equal(0.25, (await runtime.JobLedgerAsync(CancellationToken.None)).Running?.Progress);
    });

    [Fact]
    public void A_run_that_ended_with_its_process_is_noted_as_lost_and_done_again()
    {
        _work = async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromHours(1), _engine.Clock, cancellationToken);
            return default;
        };
        _engine.Run(async _ => await Task.Delay(TimeSpan.FromSeconds(10), _engine.Clock));
        _work = (_, _) => Task.FromResult<JobResult>(default);
        _engine.Run(async (PipelineRuntime runtime) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(10), _engine.Clock);
            Assert.Equal([JobOutcome.Lost, JobOutcome.Succeeded], (await runtime.JobLedgerAsync(CancellationToken.None)).Runs.Select(run => run.Outcome));
        });
    }
}
