using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Decides what of a replay is appended where. One for each replay; pure but for the clock.</summary>
internal sealed class ReplayPlanner(int partitions, TimeProvider time)
{
    // Bounded by the range that is replayed: one position a letter.
    private readonly HashSet<(TopicPartition, long)> _seen = [];

    /// <summary>The appends that a batch of dead letters asks for; the last one, without records, accounts for the batch as a whole.</summary>
    public IEnumerable<LogEnvelope<DeadLetterReplayed>> Plan(PartitionBatch batch)
    {
        var appends = new SortedDictionary<int, List<NewRecord>>();
        var counts = DeadLetterReplayed.None with { Through = batch.Next };
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < batch.Count; i++)
        {
            if (!DeadLetter.TryRead(batch[i], out var letter))
            {
                counts = counts with { Unreadable = counts.Unreadable + 1 };
            }
            else if (!_seen.Add((letter.Source, letter.SourceOffset)))
            {
                counts = counts with { Repeated = counts.Repeated + 1 };
            }
            else
            {
                Of(appends, letter.Source.Partition % partitions).Add(new NewRecord(letter.Bytes, now));
            }
        }

        return [.. appends.Select(append => Replay(append.Key, append.Value)), new LogEnvelope<DeadLetterReplayed>(0, default, counts)];
    }

    private static LogEnvelope<DeadLetterReplayed> Replay(int partition, List<NewRecord> records) =>
        new(partition, records.ToArray(), DeadLetterReplayed.None with { Replayed = records.Count });

    private static List<NewRecord> Of(SortedDictionary<int, List<NewRecord>> appends, int partition) =>
        appends.TryGetValue(partition, out var records) ? records : appends[partition] = [];
}
