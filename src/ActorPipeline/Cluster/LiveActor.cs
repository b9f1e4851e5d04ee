using ActorPipeline.Log;
using ActorPipeline.Views;

namespace ActorPipeline.Cluster;

/// <summary>Writes this node's live rows to the topic of live rows, and shows those of other nodes to this node's dashboards.</summary>
internal sealed class LiveActor : TopicActor
{
    private readonly ClusterContext _context;
    private readonly LiveRelay _relay;

    /// <summary>Makes the actor.</summary>
    /// <param name="context">The bus's surroundings.</param>
    /// <param name="relay">What is to be sent.</param>
    public LiveActor(ClusterContext context, LiveRelay relay)
        : base(context, context.Options.LiveTopic, "live rows")
    {
        (_context, _relay) = (context, relay);
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    protected override Task BeginAsync()
    {
        _ = GuardAsync(() => Link.ReadAsync(Take, MissAll));
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
        while (await _relay.Batches.WaitToReadAsync(Stopping))
        {
            var (records, batches) = TakeBatch();
            if (records.Length == 0)
            {
                continue;
            }

            if (await Link.AppendAsync(records))
            {
                _context.Instruments.LiveSent(batches);
                backoff = _context.NewBackoff();
                continue;
            }

            _context.Instruments.LiveDropped(batches);
            if (!await backoff.WaitAsync(Stopping))
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
}
