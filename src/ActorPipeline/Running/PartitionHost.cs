using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>Keeps one partition served until it is handed over or lost: starts a run, and starts the next one with back-off when one fails.</summary>
/// <remarks>A run that was fenced has found that another node owns its shard. As long as the placement goes on giving the shard to this node, it is taken
/// again after the longest pause, since the other owner may be gone. Safe to use from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The sources hold no timers, and may be cancelled after the partition has ended.")]
internal sealed class PartitionHost(PipelineContext context, PlacedPartition partition, Func<long, IPartitionRunner> newRunner)
{
    private readonly TaskScheduler _scheduler = context.Host.NewScheduler();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly CancellationTokenSource _leaving = new();
    private IPartitionRunner? _runner;

    /// <summary>Completes when the partition is served here no longer; never fails.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start(Task after)
    {
        if (after.IsCompleted)
        {
            ReportStarting();
        }

        var givenAt = context.Time.GetTimestamp();
        Ended = OnScheduler(() => ServeAsync(after, givenAt));
    }

    /// <summary>Asks the partition's run.</summary>
    /// <exception cref="NotHereException">The partition is being handed over, or was lost.</exception>
    /// <exception cref="NotReadyException">It is starting, or its run ended before it could answer: ask again.</exception>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken) =>
        await OnScheduler(() => AnswerAsync(question, cancellationToken)).WaitAsync(cancellationToken);

    /// <summary>Hands the partition over, until it is served here no longer: what was begun is finished, so that the next owner need not do it again.</summary>
    public async Task HandOverAsync()
    {
        await OnScheduler(() =>
        {
            _leaving.Cancel();
            _runner?.HandOver();
            return Task.CompletedTask;
        });
        await Ended;
    }

    /// <summary>Gives the partition up at once: nothing more is finished.</summary>
    public void Abandon()
    {
        _leaving.Cancel();
        _abandoned.Cancel();
    }

    private TimeSpan Longest => context.Options.Backoff.Longest;

    private async Task ServeAsync(Task after, long givenAt)
    {
        await after;
        ReportStarting();
        var backoff = context.NewBackoff();
        for (var since = givenAt; !_leaving.IsCancellationRequested; since = context.Time.GetTimestamp())
        {
            var began = context.Time.GetTimestamp();
            var isFenced = await RunAsync(since) == RunResult.Fenced;
            if (context.Time.GetElapsedTime(began) > Longest)
            {
                backoff = context.NewBackoff();
            }

            await PauseAsync(isFenced ? Task.Delay(Longest, context.Time, _leaving.Token) : backoff.WaitAsync(_leaving.Token));
        }

        context.Board.Clear(partition.Role, partition.Number);
    }

    // Null when it failed or was abandoned.
    private async Task<RunResult?> RunAsync(long since)
    {
        try
        {
            _runner = newRunner(since);
            return await _runner.RunAsync(_abandoned.Token);
        }
        catch (Exception failure)
        {
            if (!_abandoned.IsCancellationRequested)
            {
                RunInstruments.Failed(partition);

                // What the log and the store say of themselves needs no stack trace.
                RunnerLog.Stopped(context.Logger, failure is EventLogException or ViewStoreException ? null : failure, partition, failure.Message);
            }

            return null;
        }
        finally
        {
            _runner = null;
        }
    }

    private void ReportStarting()
    {
        if (partition.Role == PlacedRole.Shards)
        {
            var status = ShardStatus.Starting(context.Pipeline.Name, partition.Number, context.Options.NodeId);
            context.Board.Show(partition.Number, new ShardReport(status, new ShardCounters()));
        }
    }

    private static async Task PauseAsync(Task pause)
    {
        try
        {
            await pause;
        }
        catch (OperationCanceledException)
        {
            // Handed over or abandoned.
        }
    }

    private async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (_leaving.IsCancellationRequested)
        {
            throw new NotHereException(partition);
        }

        try
        {
            return _runner is { } runner ? await runner.AnswerAsync(question, cancellationToken) : throw new NotReadyException();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotReadyException();
        }
    }

    private Task<T> OnScheduler<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private Task OnScheduler(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
}
