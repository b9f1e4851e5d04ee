using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams;

/// <summary>Reads a range of one partition, one batch at a time. One caller at a time.</summary>
internal sealed class PartitionFetcher(
    IEventLog log, TopicPartition partition, Func<CancellationToken, ValueTask<long>> from, long? to, int maxBatchBytes) : IAsyncDisposable
{
    private readonly long _end = to ?? long.MaxValue;
    private ILogReader? _reader;
    private long _next;

    /// <summary>The last fetch begun: the batch, or null at the end of the range.</summary>
    public Task<PartitionBatch?> Fetch { get; private set; } = Task.FromResult<PartitionBatch?>(null);

    public void Begin(CancellationToken cancellationToken) => Fetch = FetchAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A reader takes one caller at a time: the fetch under way ends first.
        await ((Task)Fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_reader?.DisposeAsync() ?? default);
    }

    private async Task<PartitionBatch?> FetchAsync(CancellationToken cancellationToken)
    {
        if (_reader is null)
        {
            _next = await from(cancellationToken);
            if (_next < _end)
            {
                _reader = await log.OpenReaderAsync(partition, _next, cancellationToken);
            }
        }

        if (_reader is null || _next >= _end)
        {
            return null;
        }

        var lent = await _reader.ReadAsync(maxBatchBytes, cancellationToken);
        var batch = PartitionBatch.Copy(partition, _next, lent, _end);
        _next = batch.Next;
        return batch;
    }
}
