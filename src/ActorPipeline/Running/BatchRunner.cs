using System.Runtime.CompilerServices;
using ActorPipeline.Asking;
using ActorPipeline.Jobs;
using ActorPipeline.Status;

namespace ActorPipeline.Running;

/// <summary>Runs a pipeline's jobs, one at a time, by their schedules and when asked. What it knows of them stands in a pointer of its own, which only the
/// newest owner can move: a run is begun there before it begins, and ended there when it is done.</summary>
/// <remarks>A job that goes on under an owner that was replaced must do no harm, and none does: what files cover decides what counts in the lake.</remarks>
/// <param name="settle">See <see cref="JobContext.SettleAsync"/>.</param>
internal sealed class BatchRunner(PipelineContext context, Func<CancellationToken, Task<long>> settle) : IPartitionRunner
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private const int MostQueued = 64;

    private readonly List<RunJob> _queue = [];
    private RunScope _scope = null!;
    private ShardOwnership _ownership = null!;
    private Signal? _asked;
    private Signal _progress = null!;
    private JobLedger _ledger = JobLedger.Empty;
    private bool _wantsPause;
    private bool _isReady;

    private IReadOnlyList<BatchJob> Jobs => context.Jobs;

    public Task<RunResult> RunAsync(CancellationToken abandoned)
    {
        _scope = new RunScope(abandoned);
        return _scope.RunAsync(BeginAsync, RunNextAsync, static () => Task.CompletedTask, Report);
    }

    public void HandOver()
    {
        _scope.HandOver();
        _asked?.Pulse();
    }

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (!_isReady)
        {
            throw new NotReadyException();
        }

        switch (question)
        {
            case RunJob run:
                return await RunAsync(run, cancellationToken);
            case PauseJobs pause:
                _wantsPause = pause.IsPaused;
                _asked!.Pulse();
                while (_ledger.IsPaused != pause.IsPaused)
                {
                    await _progress.WaitAsync(cancellationToken);
                }

                break;
            default:
                throw new NotSupportedException($"the batch cannot answer {question}");
        }

        return Done.Instance;
    }

    private async Task BeginAsync()
    {
        (_asked, _progress) = (new Signal(_scope.Ending), new Signal(_scope.Ending));
        var place = JobLedger.PlaceOf(context.Pipeline.Name);
        _ownership = await ShardOwnership.AcquireAsync(context.Stores.Snapshots, place, context.Options.Owner, context.NewBackoff, _scope.Ending);
        _ledger = JobLedgerText.Read(_ownership.Pointer.Current);
        _wantsPause = _ledger.IsPaused;
        if (_ledger.Running is { } lost)
        {
            RunnerLog.JobLost(context.Logger, context.Pipeline.Name, lost.Job, lost.Node);
            await CommitAsync(_ledger.End(context.NowMs, JobOutcome.Lost, default, $"node {lost.Node} is gone or has given it up"));
        }

        _isReady = true;
        RunnerLog.BatchBegun(context.Logger, context.Pipeline.Name, _ownership.Pointer.Epoch);
        Report(null);
    }

    private async Task<Answer> RunAsync(RunJob asked, CancellationToken cancellationToken)
    {
        if (!Jobs.Any(job => job.Name == asked.Job))
        {
            return new Failed($"pipeline {context.Pipeline.Name} has no job {asked.Job}: {string.Join(", ", Jobs.Select(job => job.Name))}");
        }

        // Asked again where the first answer was lost.
        if (RunOf(asked) is null && !_queue.Contains(asked))
        {
            if (_queue.Count == MostQueued)
            {
                return new Failed($"{MostQueued} runs wait already: ask again later");
            }

            _queue.Add(asked);
            _asked!.Pulse();
        }

        while (RunOf(asked) is not { EndMs: not null })
        {
            await _progress.WaitAsync(cancellationToken);
        }

        return RunOf(asked) is { Error: { } error } ? new Failed($"job {asked.Job} of {context.Pipeline.Name}: {error}") : Done.Instance;
    }

    // One that was lost does not count: another is made for the request.
    private JobRun? RunOf(RunJob asked) => _ledger.Runs.FindLast(run => run.Ask == asked.Id && run.Outcome != JobOutcome.Lost);

    private async Task RunNextAsync()
    {
        await PauseIfAskedAsync();
        if (_queue.Count > 0)
        {
            var asked = _queue[0];
            await RunAsync(Jobs.First(job => job.Name == asked.Job), asked);
        }
        else if (Jobs.MinBy(_ledger.DueMs) is { } next && _ledger.DueMs(next) is var due && due <= context.NowMs)
        {
            await RunAsync(next, null);
        }
        else
        {
            await WaitAsync(work: null, until: Jobs.Count == 0 ? long.MaxValue : Jobs.Min(_ledger.DueMs));
        }
    }

    private async Task PauseIfAskedAsync()
    {
        if (_ledger.IsPaused != _wantsPause)
        {
            await CommitAsync(_ledger with { IsPaused = _wantsPause });
        }
    }

    private async Task RunAsync(BatchJob job, RunJob? asked)
    {
        await CommitAsync(_ledger.Start(job.Name, context.NowMs, context.Options.NodeId, asked?.Id));
        _queue.RemoveAll(waiting => waiting == asked);
        var (outcome, result, error) = await FinishAsync(job);
        await CommitAsync(_ledger.End(context.NowMs, outcome, result, error));
        RunInstruments.Ran(context.Pipeline.Name, job.Name, outcome);
        if (outcome == JobOutcome.Failed)
        {
            RunnerLog.JobFailed(context.Logger, context.Pipeline.Name, job.Name, error!);
        }

        Report(null);
    }

    private async Task<(JobOutcome Outcome, JobResult Result, string? Error)> FinishAsync(BatchJob job)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_scope.HandingOver);
        var done = new StrongBox<double>();
        var work = WorkAsync(job, done, stop.Token);
        try
        {
            await FollowAsync(work, done);
        }
        catch
        {
            // What has begun ends before the run does.
            Cancel(stop);
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        try
        {
            var result = await work;
            return (result.Failure is null ? JobOutcome.Succeeded : JobOutcome.Failed, result, result.Failure);
        }
        catch (OperationCanceledException) when (_scope.IsHandingOver)
        {
            return (JobOutcome.Lost, default, $"node {context.Options.NodeId} has handed over");
        }
        catch (Exception failure)
        {
            return (JobOutcome.Failed, default, failure.Message);
        }
    }

    private async Task<JobResult> WorkAsync(BatchJob job, StrongBox<double> done, CancellationToken cancellationToken)
    {
        var (epoch, run) = (_ownership.Pointer.Epoch, _ledger.Running!.Number);
        var told = new JobContext(context.NowMs, epoch, run, progress => Volatile.Write(ref done.Value, progress))
        {
            Catalogue = _ledger.Catalogue,
            Clock = () => context.NowMs,
            SettleAsync = settle,
        };
        return await job.RunAsync(told, cancellationToken);
    }

    private async Task FollowAsync(Task work, StrongBox<double> done)
    {
        while (!work.IsCompleted && !_scope.IsHandingOver)
        {
            await WaitAsync(work, context.NowMs + (long)ProgressEvery.TotalMilliseconds);
            await PauseIfAskedAsync();
            if (!work.IsCompleted && Volatile.Read(ref done.Value) is var progress && progress > _ledger.Running?.Progress)
            {
                await CommitAsync(_ledger.Advance(progress));
            }
        }
    }

    // Until a job has ended, something was asked, the run ends, or it is time; a moment far away is looked at again.
    private async Task WaitAsync(Task? work, long until)
    {
        var left = TimeSpan.FromMilliseconds(Math.Clamp(until - context.NowMs, 1, (long)LongestWait.TotalMilliseconds));
        await Waiting.AnyAsync(left, context.Time, work is null ? [_asked!.Upcoming] : [work, _asked!.Upcoming]);
    }

    // At once, on this thread.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private async Task CommitAsync(JobLedger ledger)
    {
        if (!await _ownership.TryCommitAsync(JobLedgerText.Write(ledger), default, _scope.Ending))
        {
            RunnerLog.BatchFenced(context.Logger, context.Pipeline.Name, _ownership.Pointer.Epoch);
            _scope.Fence();
            _scope.Ending.ThrowIfCancellationRequested();
        }

        _ledger = ledger;
        _progress.Pulse();
    }

    // Without another one, what the last run of a job met that failed.
    private void Report(string? trouble)
    {
        var failed = Jobs.Select(job => _ledger.LastOf(job.Name)).FirstOrDefault(run => run?.Outcome == JobOutcome.Failed);
        context.Board.Show(new BatchReport(trouble ?? (failed is null ? null : $"job {failed.Job}: {failed.Error}"), _ledger.Drift));
    }
}
