namespace ActorPipeline.Embedded.Log;

/// <summary>Giving back space: whole segments, once no partition needs a record in them.</summary>
internal sealed partial class TopicLog
{
    internal async ValueTask TrimAsync(int partition, long before, CancellationToken cancellationToken)
    {
        _ = Partition(partition);
        var request = new TrimRequest(partition, before);
        await QueueAsync(request, cancellationToken);
        await request.Outcome.WaitAsync(cancellationToken);
    }

    private async Task TrimAsync(TrimRequest trim)
    {
        if (_log is null || manifest.Guard.Lost is not null)
        {
            trim.Fail(Failure());
            return;
        }

        _trimmed[trim.Partition] = Math.Max(_trimmed[trim.Partition], trim.Before);
        var needed = _partitions.Select((partition, i) => partition.AddressOf(_trimmed[i]) ?? long.MaxValue).Min();
        var segment = Files.SegmentOf(Math.Min(needed, _log.CommittedUntil));
        if (segment <= Files.SegmentOf(_log.Begin))
        {
            trim.Complete();
            return;
        }

        try
        {
            await TruncateAsync(Files.StartOf(segment));
            trim.Complete();
        }
        catch (Exception e)
        {
            Break(e);
            trim.Fail(Failure());
        }
    }

    private async Task TruncateAsync(long address)
    {
        _written.Clear();
        for (var partition = 0; partition < _partitions.Length; partition++)
        {
            // A partition that loses all its records leaves an entry that says where it ends, so that the log alone always tells the next offset.
            if (_partitions[partition].Range.End > 0 && _partitions[partition].LastAddress < address)
            {
                await WriteEntryAsync(partition, EntryPart.First | EntryPart.Last, default, EntryHead.Size);
            }
        }

        await _log!.CommitAsync();
        DemandInPlace(_log);
        Publish();
        Array.ForEach(_partitions, partition => partition.DropBelow(address));

        // First: a start after a crash must not miss what was given back.
        manifest.Update(contents => contents.With(contents.Topics[Description.Name] with { Begin = address, Until = DurableUntil }));
        await _log.TruncateAsync(address);
        Files.RemoveBelow(Files.SegmentOf(address));
        StoreIndex(_log);
    }
}
