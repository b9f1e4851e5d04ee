using ActorPipeline.Log;

namespace ActorPipeline.Cluster;

/// <summary>Reads a topic that nodes share from its end on, and appends to it; both are opened anew after a failure, with growing pauses. Runs in one actor's turns.</summary>
/// <param name="context">The bus's surroundings.</param>
/// <param name="topic">The topic; one partition.</param>
/// <param name="stopping">Ends everything.</param>
internal sealed class TopicLink(ClusterContext context, string topic, CancellationToken stopping)
{
    private const int ReadBytes = 1 << 20;

    private readonly TopicPartition _partition = new(topic, 0);
    private ILogReader? _reader;
    private ILogWriter? _writer;
    private long? _next;
    private string? _readTrouble;
    private string? _writeTrouble;

    /// <summary>Why the topic cannot be used, or null.</summary>
    public string? Trouble => _readTrouble ?? _writeTrouble;

    /// <summary>Reads until the actor stops.</summary>
    /// <param name="take">Takes a record; its memory is valid during the call.</param>
    /// <param name="missed">Told when records may have been missed.</param>
    public async Task ReadAsync(Action<LogRecord> take, Action missed)
    {
        var backoff = context.NewBackoff();
        do
        {
            try
            {
                while (!stopping.IsCancellationRequested)
                {
                    var reader = _reader ??= await OpenReaderAsync(missed);
                    if (_readTrouble is not null)
                    {
                        _readTrouble = null;
                        NoteBack();
                    }

                    var batch = await reader.ReadAsync(ReadBytes, stopping);
                    backoff = context.NewBackoff();
                    for (var i = 0; i < batch.Count; i++)
                    {
                        Take(batch[i], take);
                    }
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (EventLogException failure)
            {
                NoteFailure(failure, ref _readTrouble);
                await DropAsync(_reader);
                _reader = null;
            }
        }
        while (await backoff.WaitAsync(stopping));
    }

    /// <summary>Appends records; what was being appended when the log failed is lost or not, and is not tried again.</summary>
    /// <returns>True when they are durable.</returns>
    public async Task<bool> AppendAsync(ReadOnlyMemory<NewRecord> records)
    {
        try
        {
            if (_writer is null)
            {
                await context.Log.EnsureTopicAsync(topic, 1, stopping);
                _writer = await context.Log.OpenWriterAsync(topic, stopping);
            }

            await _writer.AppendAsync(0, records, stopping);
            if (_writeTrouble is not null)
            {
                _writeTrouble = null;
                NoteBack();
            }

            return true;
        }
        catch (EventLogException failure)
        {
            NoteFailure(failure, ref _writeTrouble);
            await DropAsync(_writer);
            _writer = null;
            return false;
        }
    }

    /// <summary>The offset the next record read will have; null before the first.</summary>
    public long? Next => _next;

    /// <summary>Allows the log to drop what is below an offset. A failure is left for the next time.</summary>
    public async Task TrimAsync(long before)
    {
        try
        {
            await context.Log.TrimAsync(_partition, before, stopping);
        }
        catch (EventLogException failure)
        {
            context.Instruments.Failed(topic);
            ClusterLog.TopicFailed(context.Logger, topic, failure.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next leader trims.
        }
    }

    /// <summary>Closes both.</summary>
    public async ValueTask CloseAsync()
    {
        await DropAsync(_reader);
        await DropAsync(_writer);
        (_reader, _writer) = (null, null);
    }

    private async Task<ILogReader> OpenReaderAsync(Action missed)
    {
        await context.Log.EnsureTopicAsync(topic, 1, stopping);
        var range = await context.Log.RangeAsync(_partition, stopping);
        var from = _next is { } next && next >= range.Start && next <= range.End ? next : range.End;
        if (from != _next)
        {
            missed();
        }

        var reader = await context.Log.OpenReaderAsync(_partition, from, stopping);
        _next = from;
        return reader;
    }

    private void Take(LogRecord record, Action<LogRecord> take)
    {
        _next = record.Offset + 1;
        try
        {
            take(record);
        }
        catch (FormatException damaged)
        {
            context.Instruments.Unreadable();
            ClusterLog.Unreadable(context.Logger, topic, record.Offset, damaged.Message);
        }
    }

    private void NoteFailure(EventLogException failure, ref string? trouble)
    {
        context.Instruments.Failed(topic);
        if (trouble != failure.Message)
        {
            ClusterLog.TopicFailed(context.Logger, topic, failure.Message);
        }

        trouble = failure.Message;
    }

    private void NoteBack()
    {
        if (Trouble is null)
        {
            ClusterLog.TopicBack(context.Logger, topic);
        }
    }

    private static async Task DropAsync(IAsyncDisposable? owned)
    {
        if (owned is not null)
        {
            await owned.DisposeAsync();
        }
    }
}
