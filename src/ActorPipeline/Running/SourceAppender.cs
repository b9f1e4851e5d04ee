using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Appends events to a source topic, spread over its partitions; after a failure with a new writer. Safe to use from any thread.</summary>
internal sealed class SourceAppender(PipelineContext context) : IAsyncDisposable
{
    // Events of one call stay together in runs of so many: fewer, larger appends.
    private const int RunLength = 512;

    private readonly SemaphoreSlim _opening = new(1);
    private ILogWriter? _writer;
    private int _nextPartition;

    /// <summary>Appends events and waits until all are durable.</summary>
    /// <exception cref="EventLogException">Not all of them are.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        if (records.Length <= RunLength)
        {
            await AppendAsync(NextPartition(), records, cancellationToken);
            return;
        }

        var appends = new List<Task>();
        for (var at = 0; at < records.Length; at += RunLength)
        {
            var run = records.Slice(at, Math.Min(RunLength, records.Length - at));
            appends.Add(AppendAsync(NextPartition(), run, cancellationToken).AsTask());
        }

        await Task.WhenAll(appends);
    }

    public async ValueTask AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken) =>
        await AppendAsync(await WriterAsync(cancellationToken), partition, records, cancellationToken);

    /// <summary>Appends events to one partition with a writer: after its first failure nothing more is appended with it, so that no hole can arise.</summary>
    public async ValueTask AppendAsync(ILogWriter writer, int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await writer.AppendAsync(partition, records, cancellationToken);
        }
        catch (LogWriterFailedException)
        {
            await DropAsync(writer);
            throw;
        }
        catch (ObjectDisposedException failure)
        {
            // Dropped by another caller in the meantime.
            throw new LogWriterFailedException(context.Source.Name, "the writer was closed after a failure", failure);
        }
    }

    public async ValueTask<ILogWriter> WriterAsync(CancellationToken cancellationToken) => _writer ?? await OpenAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_writer is { } writer)
        {
            await writer.DisposeAsync();
        }

        _opening.Dispose();
    }

    private int NextPartition() => (int)((uint)Interlocked.Increment(ref _nextPartition) % (uint)context.Source.Partitions);

    private async Task<ILogWriter> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _writer ??= await context.Log.OpenCurrentWriterAsync(context.Source.Name, context.Source.Partitions, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task DropAsync(ILogWriter broken)
    {
        if (Interlocked.CompareExchange(ref _writer, null, broken) == broken)
        {
            await broken.DisposeAsync();
        }
    }
}
