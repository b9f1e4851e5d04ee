using System.IO.Hashing;
using ActorPipeline.AkkaStreams;
using ActorPipeline.Definitions;
using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorPipeline.Node.Operators;

/// <summary>Streams of dead letters. Safe to use from any thread.</summary>
internal sealed class DeadLetterSource(IEventLog log)
{
    /// <summary>The newest dead letters as they stand now, in batches, newest last; each once, although the topic may hold it more often: a repeat has
    /// the position and the bytes of the one before.</summary>
    /// <param name="limit">How many records of the topic to read at most.</param>
    /// <param name="id">The only one wanted, by its id, be it a repeat; null for all.</param>
    /// <returns>A source of batches; some may be empty. What is kept while it runs is not in it.</returns>
    public async ValueTask<Source<IReadOnlyList<DeadLetterEntry>, LogControl>> NewestAsync(
        PipelineDefinition pipeline, int limit, string? id, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(pipeline.DeadLetterTopic, 0);
        var range = await log.RangeAsync(partition, cancellationToken);
        return LogSource.PlainSource(log, [new LogSubscription(partition, Math.Max(range.Start, range.End - limit), range.End)])
            .Via(KillSwitches.AsFlow<PartitionBatch>(cancellationToken))
            .StatefulSelectMany<PartitionBatch, IReadOnlyList<DeadLetterEntry>, LogControl>(() =>
            {
                // Bounded by the limit.
                var seen = new HashSet<(string, int, long, ulong)>();
                return batch => [[.. batch.Records.Select(DeadLetterEntry.Of).Where(entry => (id is null || entry.Id == id) && seen.Add(IdentityOf(entry)))]];
            });
    }

    // A topic that was created again begins again at offset 0: the bytes tell its events from those before.
    private static (string, int, long, ulong) IdentityOf(DeadLetterEntry entry) =>
        (entry.Topic, entry.Partition, entry.Offset, XxHash3.HashToUInt64(entry.Bytes.Span));
}
