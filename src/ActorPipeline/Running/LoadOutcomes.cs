using System.Globalization;
using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Finds out what became of a bulk load's events, from the topics of dead letters and late events. Safe to use from any thread.</summary>
/// <remarks>Memory is bounded by the source's partitions and the reasons that there are.</remarks>
internal sealed class LoadOutcomes(PipelineContext context)
{
    private const int ReadBytes = 1 << 20;

    /// <inheritdoc cref="LoadLedger.Header"/>
    internal static ReadOnlySpan<byte> Header => "ap-load"u8;

    /// <summary>Where the topics of dead letters and late events end now.</summary>
    public async Task<SideOffsets> EndsAsync(CancellationToken cancellationToken)
    {
        var deadLetters = context.Log.RangeAsync(DeadLetters, cancellationToken).AsTask();
        var late = context.Log.RangeAsync(Late, cancellationToken).AsTask();
        return new SideOffsets((await deadLetters).End, (await late).End);
    }

    /// <summary>Counts the load's events that were not applied, as far as its source partitions have been taken in.</summary>
    /// <param name="from">Where the topics ended when the load began.</param>
    public async Task<LoadOutcome> ReadAsync(string loadId, SideOffsets from, CancellationToken cancellationToken)
    {
        var deadLetters = CountAsync(DeadLetters, from.DeadLetters, loadId, cancellationToken);
        var late = CountAsync(Late, from.Late, loadId, cancellationToken);
        return new LoadOutcome((await late).Values.Sum(), await deadLetters);
    }

    private TopicPartition DeadLetters => new(context.Pipeline.DeadLetterTopic, 0);

    private TopicPartition Late => new(context.Pipeline.LateTopic, 0);

    private async Task<SortedDictionary<string, long>> CountAsync(TopicPartition side, long from, string loadId, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var range = await context.Log.RangeAsync(side, cancellationToken);
        from = Math.Max(from, range.Start);
        if (from >= range.End)
        {
            return counts;
        }

        var prefix = Encoding.UTF8.GetBytes(loadId + ":");

        // An intake that begins again writes some of them once more, in the same order: what is not beyond the furthest of its partition was counted.
        var furthest = new Dictionary<int, long>();
        await using var reader = await context.Log.OpenReaderAsync(side, from, cancellationToken);
        while (from < range.End)
        {
            var batch = await reader.ReadAsync(ReadBytes, cancellationToken);
            foreach (ref readonly var record in batch.Records)
            {
                if (record.Headers.TryGet(Header, out var mark) && mark.StartsWith(prefix) && IsNew(record.Headers, furthest))
                {
                    var reason = ReasonOf(record.Headers);
                    counts[reason] = counts.GetValueOrDefault(reason) + 1;
                }
            }

            // What follows the last record may hold none, such as the mark of a transaction.
            from = Math.Max(from + batch.Count, batch.Next);
        }

        return counts;
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
