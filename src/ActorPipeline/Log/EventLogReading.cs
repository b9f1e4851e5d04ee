using System.Runtime.CompilerServices;

namespace ActorPipeline.Log;

/// <summary>Reads parts of a log from their beginning to their end.</summary>
internal static class EventLogReading
{
    private const int ReadBytes = 1 << 20;

    /// <summary>Reads the records of a partition from an offset on until all below another one have been read.</summary>
    /// <returns>Batches, each valid until the next one is asked for; the last one may hold records beyond the end.</returns>
    /// <exception cref="OffsetOutOfRangeException">The partition no longer holds the first offset.</exception>
    public static async IAsyncEnumerable<LogBatch> ReadAsync(
        this IEventLog log, TopicPartition partition, long from, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (from >= end)
        {
            yield break;
        }

        await using var reader = await log.OpenReaderAsync(partition, from, cancellationToken);
        while (from < end)
        {
            // What follows the last record may hold none, such as the mark of a transaction.
            var batch = await reader.ReadAsync(ReadBytes, cancellationToken);
            from = Math.Max(from, batch.Next);
            yield return batch;
        }
    }
}
