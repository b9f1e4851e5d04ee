using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Reading;

/// <summary>The log as its readers know it. All members may be called concurrently.</summary>
internal interface IReaderOwner
{
    KafkaTrouble Trouble { get; }

    ValueTask ReturnAsync(KafkaLogReader reader, ConsumerLease lease);

    /// <summary>Why a reader's offset is not in the log: the topic is another one, or was trimmed.</summary>
    Task<EventLogException> OutOfRangeAsync(TopicPartition partition, long offset, CancellationToken cancellationToken);
}
