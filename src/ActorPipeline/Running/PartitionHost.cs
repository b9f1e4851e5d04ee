using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Asking;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>Keeps one partition served, from being given to this node until it is handed over or lost: starts a run, and starts the next one with back-off when one fails.</summary>
/// <remarks>A run that was fenced has found that another node owns its shard. As long as the placement goes on giving the shard to this node, it is taken again after
/// the longest pause, since the other owner may be gone. Safe to use from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The sources hold no timers, and may be cancelled after the partition has ended.")]
internal sealed class PartitionHost
{
    private readonly PipelineContext _context;
    private readonly PlacedPartition _partition;
    private readonly Func<long, IPartitionRunner> _newRunner;
    private readonly TaskScheduler _scheduler;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly CancellationTokenSource _leaving;
    private IPartitionRunner? _runner;

    public PartitionHost(PipelineContext context, PlacedPartition partition, Func<long, IPartitionRunner> newRunner)
    {
        _context = context;
        _partition = partition;
        _newRunner = newRunner;
        _scheduler = context.Host.NewScheduler();
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(_abandoned.Token);
    }

    /// <summary>Completes when the partition is served here no longer; never fails.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start(Task after)
    {
        if (after.IsCompleted)
        {
            ReportStarting();
        }

        var givenAt = _context.Time.GetTimestamp();
        Ended = OnScheduler(() => ServeAsync(after, givenAt));
    }

    /// <summary>Asks the partition's run.</summary>
    /// <exception cref="NotHereException">The partition is being handed over, or was lost.</exception>
    /// <exception cref="NotReadyException">It is starting, or its run ended before it could answer: ask again.</exception>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken) =>
        await OnScheduler(() => AnswerAsync(question, cancellationToken)).WaitAsync(cancellationToken);

    /// <summary>Hands the partition over: what was begun is finished, so that the next owner need not do it again.</summary>
    /// <returns>Completes when the partition is served here no longer.</returns>
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
    public void Abandon() => _abandoned.Cancel();

    private TimeSpan Longest => _context.Options.Backoff.Longest;

    private async Task ServeAsync(Task after, long givenAt)
    {
        await after;
        ReportStarting();
        var backoff = _context.NewBackoff();
        for (var since = givenAt; !_leaving.IsCancellationRequested; since = _context.Time.GetTimestamp())
        {
            var began = _context.Time.GetTimestamp();
            var isFenced = await RunAsync(since) == RunResult.Fenced;
            if (_context.Time.GetElapsedTime(began) > Longest)
            {
                backoff = _context.NewBackoff();
            }

            await PauseAsync(isFenced ? Task.Delay(Longest, _context.Time, _leaving.Token) : backoff.WaitAsync(_leaving.Token));
        }

        _context.Board.Clear(_partition.Role, _partition.Number);
    }

    // Null when it failed or was abandoned.
    private async Task<RunResult?> RunAsync(long since)
    {
        try
        {
            _runner = _newRunner(since);
            return await _runner.RunAsync(_abandoned.Token);
        }
        catch (Exception failure)
        {
            LogUnlessAbandoned(failure);
            return null;
        }
        finally
        {
            _runner = null;
        }
    }

    // What the log and the store say of themselves needs no stack trace.
    private void LogUnlessAbandoned(Exception failure)
    {
        if (!_abandoned.IsCancellationRequested)
        {
            RunnerLog.Stopped(_context.Logger, failure is EventLogException or ViewStoreException ? null : failure, _partition, failure.Message);
        }
    }

    private void ReportStarting()
    {
        if (_partition.Role == PlacedRole.Shards)
        {
            var status = ShardStatus.Starting(_context.Pipeline.Name, _partition.Number, _context.Options.NodeId);
            _context.Board.Show(_partition.Number, new ShardReport(status, new ShardCounters()));
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
            throw new NotHereException(_partition);
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

    private Task<T> OnScheduler<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private Task OnScheduler(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
}
