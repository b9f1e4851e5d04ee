using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Reads one subscription, one batch at a time. One caller at a time.</summary>
internal sealed class PartitionFetcher(IEventLog log, LogSubscription subscription, int maxBatchBytes) : IAsyncDisposable
{
    private ILogReader? _reader;
    private bool _isOpen;
    private long _next;
    private long _end;

    /// <summary>The read under way; it never fails.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    /// <summary>Reads the next batch.</summary>
    /// <returns>The batch, or null at the subscription's end.</returns>
    public async ValueTask<PartitionBatch?> NextAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
        {
            await OpenAsync(cancellationToken);
        }

        if (_reader is null || _next >= _end)
        {
            return null;
        }

        var lent = await _reader.ReadAsync(maxBatchBytes, cancellationToken);
        var batch = PartitionBatch.Copy(subscription.Partition, _next, lent, _end);
        _next = batch.Next;
        return batch;
    }

    public ValueTask DisposeAsync() => _reader?.DisposeAsync() ?? default;

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var partition = subscription.Partition;
        var range = await log.RangeAsync(partition, cancellationToken);
        _next = await subscription.From.ResolveAsync(log, partition, range, cancellationToken);
        _end = subscription.To.Resolve(range);
        if (_next < _end)
        {
            _reader = await log.OpenReaderAsync(partition, _next, cancellationToken);
        }

        _isOpen = true;
    }
}
