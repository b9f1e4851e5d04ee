using System.Threading.Channels;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>The loop: takes what has queued up while the last commit was under way, writes it, commits it, answers.</summary>
internal sealed partial class TopicLog
{
    // A turn's entries fit the log's memory beside a page being filled, so that adding them rarely waits for the disk.
    private int TurnBytes => (_options.MemoryPages / 2) << _options.PageSizeBits;

    private readonly List<AppendRequest> _turn = [];
    private readonly List<(int Partition, EntryRef Entry)> _written = [];
    private long[] _nextOffsets = [];

    /// <summary>Queues records; their order in the partition is the order of calls.</summary>
    internal async ValueTask<long> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        await QueueAsync(request, cancellationToken);
        if (!cancellationToken.CanBeCanceled)
        {
            return await request.Outcome;
        }

        try
        {
            return await request.Outcome.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await request.Released;
            throw;
        }
    }

    private async ValueTask QueueAsync(LogRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Failure();
        }
    }

    private async Task RunAsync()
    {
        _nextOffsets = [.. _partitions.Select(partition => partition.Range.End)];
        while (await _queue.Reader.WaitToReadAsync())
        {
            if (TakeTurn() is { } trim)
            {
                await TrimAsync(trim);
            }

            if (_turn.Count > 0)
            {
                await WriteTurnAsync();
            }
        }
    }

    /// <summary>Takes appends up to a turn's size; a trim ends the turn and is returned, to run before the appends after it.</summary>
    private TrimRequest? TakeTurn()
    {
        _turn.Clear();
        for (var bytes = 0L; bytes < TurnBytes && _queue.Reader.TryRead(out var request);)
        {
            if (request is not AppendRequest append)
            {
                return (TrimRequest)request;
            }

            bytes += Admit(append);
        }

        return null;
    }

    private long Admit(AppendRequest append)
    {
        if (Volatile.Read(ref _log) is null || append.Generation != Generation || manifest.Guard.Lost is not null)
        {
            append.Fail(Failure());
            return 0;
        }

        _turn.Add(append);
        return append.Bytes;
    }

    private async Task WriteTurnAsync()
    {
        try
        {
            _written.Clear();
            foreach (var append in _turn)
            {
                await WriteAsync(append);
            }

            await _log!.CommitAsync();
            DemandInPlace(_log);
        }
        catch (Exception e)
        {
            // Whatever it was, the log's memory no longer agrees with what was answered: nobody may write on top of it.
            Break(e);
            _turn.ForEach(append => append.Fail(Failure()));
            return;
        }

        Publish();
        _turn.ForEach(append => append.Complete());
    }

    /// <summary>Looks, before anything is acknowledged, whether the files just written are those that the next start will find.</summary>
    private void DemandInPlace(OpenLog log)
    {
        manifest.Guard.Demand(CommitFile.PathIn(folder));
        Files.DemandInPlace(DurableUntil, log.CommittedUntil);
        if (manifest.Contents.Topics[Description.Name].Until == 0)
        {
            // From now on the folder must hold the topic.
            manifest.Update(contents => contents.With(contents.Topics[Description.Name] with { Until = log.CommittedUntil }));
        }
    }

    private async Task WriteAsync(AppendRequest append)
    {
        append.FirstOffset = _nextOffsets[append.Partition];
        var part = EntryPart.First;
        var hasKeys = RecordFormat.HaveKeys(append.Records.Span);
        for (var rest = append.Records; !rest.IsEmpty;)
        {
            var (count, length) = Fit(rest.Span, hasKeys);
            part |= count == rest.Length ? EntryPart.Last : EntryPart.Middle;
            await WriteEntryAsync(append.Partition, part, rest[..count], length, hasKeys);
            part = EntryPart.Middle;
            rest = rest[count..];
        }

        append.Release();
    }

    private async Task WriteEntryAsync(int partition, EntryPart part, ReadOnlyMemory<NewRecord> records, int length, bool hasKeys = false)
    {
        var head = new EntryHead(part, partition, _nextOffsets[partition], records.Length, length, hasKeys);
        long address;
        while (!_log!.TryEnqueue(new NewEntry(head, records), out address))
        {
            await _log.CommitAsync();
        }

        _nextOffsets[partition] += records.Length;
        _written.Add((partition, new EntryRef(head.BaseOffset, address, records.Length, length)));
    }

    private (int Count, int Length) Fit(ReadOnlySpan<NewRecord> records, bool hasKeys)
    {
        var length = EntryHead.Size;
        var count = 0;
        while (count < records.Length && length + RecordFormat.SizeOf(records[count], hasKeys) <= Layout.LargestEntry)
        {
            length += RecordFormat.SizeOf(records[count++], hasKeys);
        }

        return (count, length);
    }

    private void Publish()
    {
        _failuresInARow = 0;
        foreach (var (partition, entry) in _written)
        {
            _partitions[partition].Publish(entry);
        }

        Volatile.Write(ref _indexedUntil, _log!.CommittedUntil);
        if (_indexedUntil - _indexStoredAt >= 1L << _options.SegmentSizeBits)
        {
            StoreIndex(_log);
        }
    }
}
