using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Actors;
using ActorPipeline.Log;
using ActorPipeline.Views;

namespace ActorPipeline.Cluster;

/// <summary>Writes this node's live rows to the topic of live rows, and shows those of other nodes to this node's dashboards.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Cancelled in PostStop and never disposed of: work under way may still look at it.")]
internal sealed class LiveActor : ReceiveActor, IWithTimers
{
    private readonly ClusterContext _context;
    private readonly LiveRelay _relay;
    private readonly CancellationTokenSource _stopping;
    private readonly TopicLink _link;

    /// <summary>Makes the actor.</summary>
    /// <param name="context">The bus's surroundings.</param>
    /// <param name="relay">What is to be sent.</param>
    public LiveActor(ClusterContext context, LiveRelay relay)
    {
        (_context, _relay) = (context, relay);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(Context.Stopping);
        _link = new TopicLink(context, context.Options.LiveTopic, _stopping.Token);
        ReceiveAsync<Begin>(_ => BeginAsync());
        Receive<LoopFailed>(failed => throw new InvalidOperationException("live rows failed", failed.Cause), failed => failed.Owner == this);
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartSingleTimer(nameof(Begin), Begin.Instance, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _ = _link.CloseAsync().AsTask();
    }

    private Task BeginAsync()
    {
        _ = GuardAsync(() => _link.ReadAsync(Take, MissAll));
        _ = GuardAsync(WriteAsync);
        return Task.CompletedTask;
    }

    private void Take(LogRecord record)
    {
        if (LiveRecord.ReadHead(record.Value.Span) is not { } head || head.Instance == _context.Self || _context.Here.Find(head.View.Pipeline) is not { } pipeline
            || !pipeline.Feed.IsWatched(head.View.View))
        {
            return;
        }

        if (head.Kind == LiveRecordKind.Gap)
        {
            _context.Instruments.LiveGap();
            pipeline.Feed.Miss(head.View.View);
        }
        else if (head.Kind == LiveRecordKind.Rows)
        {
            pipeline.Feed.Show(LiveRecord.ReadRows(record.Value.Span, head, _context.Here.Find));
        }
    }

    // Somewhere between the last record read and the end there may have been rows.
    private void MissAll()
    {
        foreach (var pipeline in _context.Here.Pipelines)
        {
            foreach (var view in pipeline.Feed.Watched)
            {
                _context.Instruments.LiveGap();
                pipeline.Feed.Miss(view);
            }
        }
    }

    private async Task WriteAsync()
    {
        var backoff = _context.NewBackoff();
        while (await _relay.Batches.WaitToReadAsync(_stopping.Token))
        {
            var (records, batches) = TakeBatch();
            if (records.Length == 0)
            {
                continue;
            }

            if (await _link.AppendAsync(records))
            {
                _context.Instruments.LiveSent(batches);
                backoff = _context.NewBackoff();
                continue;
            }

            _context.Instruments.LiveDropped(batches);
            if (!await backoff.WaitAsync(_stopping.Token))
            {
                return;
            }

            _relay.NoteGaps();
        }
    }

    // Rows first: a gap that is told of after them covers what was dropped while they waited.
    private (NewRecord[] Records, int Batches) TakeBatch()
    {
        var (records, bytes, batches) = (new List<NewRecord>(), 0, 0);
        while (bytes < _context.Options.MaxRecordBytes && _relay.Batches.TryRead(out var batch))
        {
            if (batch is not null && WriteRows(batch) is { } record)
            {
                records.Add(new NewRecord(record, _context.NowMs));
                bytes += record.Length;
                batches++;
            }
        }

        records.AddRange(_relay.TakeGaps().Select(view => new NewRecord(LiveRecord.WriteGap(_context.Self, view), _context.NowMs)));
        return ([.. records], batches);
    }

    private ReadOnlyMemory<byte>? WriteRows(RowBatch batch)
    {
        var record = LiveRecord.WriteRows(_context.Self, batch);
        if (record.Length <= _context.Options.MaxRecordBytes)
        {
            return record;
        }

        // The dashboards read it from the store.
        _context.Instruments.LiveDropped(1);
        _relay.NoteGap(new WatchedView(batch.Pipeline, batch.View.Name));
        return null;
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The actor stops.
        }
        catch (Exception failure)
        {
            ClusterLog.Failed(_context.Logger, failure);
            Self.Tell(new LoopFailed(this, failure), Self);
        }
    }

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    private sealed record LoopFailed(LiveActor Owner, Exception Cause);
}
