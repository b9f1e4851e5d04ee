using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Reading;

/// <summary>A partition in a client that reads it for one reader.</summary>
internal sealed record ConsumerLease(KafkaHandle Handle, IntPtr Topic, TopicPartition Partition);

/// <summary>The clients that readers share, as a rule one. A client reads a partition once: a second reader of it takes a second client.</summary>
/// <remarks>A client takes a thread and a connection for every broker, whatever it reads. All members may be called concurrently.</remarks>
internal sealed class ConsumerPool(Func<KafkaHandle> create)
{
    private readonly Lock _gate = new();

    // Bounded by the readers of one partition at the same time.
    private readonly List<SharedConsumer> _consumers = [];

    /// <summary>Takes a partition in a client that does not read it yet.</summary>
    internal ConsumerLease Take(TopicPartition partition)
    {
        lock (_gate)
        {
            var consumer = _consumers.Find(shared => !shared.Partitions.Contains(partition));
            if (consumer is null)
            {
                consumer = new SharedConsumer(create(), []);
                _consumers.Add(consumer);
            }

            consumer.Partitions.Add(partition);
            return new ConsumerLease(consumer.Handle, NativeMethods.TopicNew(consumer.Handle.Pointer, partition.Topic, IntPtr.Zero), partition);
        }
    }

    /// <summary>Gives a partition back that is no longer read. A client that reads nothing any more ends, the last one excepted.</summary>
    internal async ValueTask ReturnAsync(ConsumerLease lease)
    {
        NativeMethods.TopicDestroy(lease.Topic);
        SharedConsumer consumer;
        lock (_gate)
        {
            consumer = _consumers.Find(shared => shared.Handle == lease.Handle)!;
            consumer.Partitions.Remove(lease.Partition);
            if (consumer.Partitions.Count > 0 || _consumers.Count == 1)
            {
                return;
            }

            _consumers.Remove(consumer);
        }

        // Blocks until its threads have ended.
        await Task.Run(consumer.Handle.Destroy);
    }

    internal async Task EndAsync()
    {
        SharedConsumer[] consumers;
        lock (_gate)
        {
            consumers = [.. _consumers];
            _consumers.Clear();
        }

        await Task.WhenAll(consumers.Select(consumer => Task.Run(consumer.Handle.Destroy)));
    }

    private sealed record SharedConsumer(KafkaHandle Handle, HashSet<TopicPartition> Partitions);
}
