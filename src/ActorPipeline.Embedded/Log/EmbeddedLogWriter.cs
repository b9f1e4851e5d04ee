using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>A writer of one topic. It belongs to the generation of the log it was opened in and breaks with it.</summary>
internal sealed class EmbeddedLogWriter(TopicLog topic, int generation) : ILogWriter
{
    private int _disposed;

    public ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        _ = topic.Partition(partition);
        if (generation != topic.Generation)
        {
            throw topic.Failure();
        }

        return topic.AppendAsync(new AppendRequest(generation, partition, records, Measure(records.Span)), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposed, 1);
        return ValueTask.CompletedTask;
    }

    private long Measure(ReadOnlySpan<NewRecord> records)
    {
        var bytes = 0L;
        var most = topic.Layout.LargestEntry - EntryHead.Size;
        var hasKeys = RecordFormat.HaveKeys(records);
        foreach (ref readonly var record in records)
        {
            var size = RecordFormat.SizeOf(record, hasKeys);
            if (size > most)
            {
                throw new EventLogException(
                    $"a record of {record.Value.Length} bytes is too large for topic {topic.Description.Name}: the most is {most} with its headers and key");
            }

            bytes += size;
        }

        return bytes;
    }
}
