using System.Globalization;
using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Finds out what became of a bulk load's events, from the topics of dead letters and late events. Safe to use from any thread.</summary>
/// <remarks>Memory is bounded by the source's partitions and the reasons that there are.</remarks>
internal sealed class LoadOutcomes(PipelineContext context)
{
    /// <summary>Where the topics of dead letters and late events end now.</summary>
    /// <param name="counted">How many late events the shards have counted; null where that is not known.</param>
    public async Task<LoadStart> StartAsync(long? counted, CancellationToken cancellationToken)
    {
        var deadLetters = context.Log.RangeAsync(DeadLetters, cancellationToken).AsTask();
        var late = context.Log.RangeAsync(Late, cancellationToken).AsTask();
        return new LoadStart((await deadLetters).End, (await late).End, counted);
    }

    /// <summary>Counts the load's events that were not applied, as far as its source partitions have been taken in.</summary>
    /// <param name="start">What was known when the load began.</param>
    /// <param name="counted">How many late events the shards have counted by now; null where that is not known.</param>
    public async Task<LoadOutcome> ReadAsync(string loadId, LoadStart start, long? counted, CancellationToken cancellationToken)
    {
        var reading = CountAsync(DeadLetters, start.DeadLetters, loadId, cancellationToken);
        var (late, allLate) = await CountAsync(Late, start.Late, loadId, cancellationToken);

        // Events of windows that a flush or an idle partition has closed are late for their shard alone, which counts them and keeps nothing of them.
        var closed = Math.Max(0, (counted - start.CountedLate - allLate) ?? 0);
        return new LoadOutcome(late.Values.Sum() + closed, (await reading).Counts);
    }

    private TopicPartition DeadLetters => new(context.Pipeline.DeadLetterTopic, 0);

    private TopicPartition Late => new(context.Pipeline.LateTopic, 0);

    // The load's by reason, and everybody's.
    private async Task<(SortedDictionary<string, long> Counts, long All)> CountAsync(
        TopicPartition side, long from, string loadId, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var range = await context.Log.RangeAsync(side, cancellationToken);

        // One that was deleted and created again holds nothing from before.
        from = from > range.End ? range.Start : Math.Max(from, range.Start);
        var all = 0L;
        var mark = new LoadMark(loadId);

        // An intake that begins again writes some of them once more, in the same order: what is not beyond the furthest of its partition was counted.
        var furthest = new Dictionary<int, long>();
        await foreach (var batch in context.Log.ReadAsync(side, from, range.End, cancellationToken))
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (!IsNew(record.Headers, furthest))
                {
                    continue;
                }

                all++;
                if (mark.TryFind(record.Headers, out _))
                {
                    var reason = ReasonOf(record.Headers);
                    counts[reason] = counts.GetValueOrDefault(reason) + 1;
                }
            }
        }

        return (counts, all);
    }

    private static bool IsNew(RecordHeaders headers, Dictionary<int, long> furthest)
    {
        var partition = (int)Number(headers, "ap-partition"u8);
        var offset = Number(headers, "ap-offset"u8);
        if (furthest.TryGetValue(partition, out var before) && offset <= before)
        {
            return false;
        }

        furthest[partition] = offset;
        return true;
    }

    // The code stands before the details.
    private static string ReasonOf(RecordHeaders headers)
    {
        headers.TryGet("ap-reason"u8, out var reason);
        var colon = reason.IndexOf((byte)':');
        return Encoding.UTF8.GetString(colon < 0 ? reason : reason[..colon]);
    }

    private static long Number(RecordHeaders headers, ReadOnlySpan<byte> name) =>
        headers.TryGet(name, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : throw new EventLogException(
            $"a record of the topics of dead letters and late events lacks the header {Encoding.UTF8.GetString(name)}");
}
