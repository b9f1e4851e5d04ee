using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Writing;

/// <summary>A writer of one topic. It shares the topic's client with the other writers and breaks with it.</summary>
internal sealed class KafkaLogWriter(IEventLog log, KafkaProducer producer, int largestRecord) : ILogWriter
{
    private int _disposed;

    public async ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (partition < 0 || partition >= producer.Topic.Partitions)
        {
            throw new EventLogException($"topic {producer.Topic.Name} has no partition {partition}: it has {producer.Topic.Partitions}");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return records.IsEmpty
            ? (await log.RangeAsync(new TopicPartition(producer.Topic.Name, partition), cancellationToken)).End
            : await producer.AppendAsync(partition, records, Measure(records.Span), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposed, 1);
        return ValueTask.CompletedTask;
    }

    // Refused before anything is sent: what a broker refuses breaks the writer.
    private long Measure(ReadOnlySpan<NewRecord> records)
    {
        var bytes = 0L;
        foreach (ref readonly var record in records)
        {
            var size = record.Value.Length + record.Headers.Encoded.Length + record.Key.Length;
            if (size > largestRecord)
            {
                throw new EventLogException(
                    $"a record of {size} bytes is too large for topic {producer.Topic.Name}: the most is {largestRecord} with its headers");
            }

            // What librdkafka keeps beside the bytes.
            const int Overhead = 150;
            bytes += size + Overhead;
        }

        return bytes;
    }
}
