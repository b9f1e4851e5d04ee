using System.Globalization;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Status;

namespace ActorPipeline.Serving;

/// <summary>Reads the dead-letter topic. Safe to use from any thread.</summary>
/// <param name="context">The pipeline's surroundings.</param>
internal sealed class DeadLetterReader(PipelineContext context)
{
    /// <summary>Reads the newest dead letters, each source position once.</summary>
    public async ValueTask<IReadOnlyList<DeadLetterEntry>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(context.Pipeline.DeadLetterTopic, 0);
        var range = await context.Log.RangeAsync(partition, cancellationToken);
        var from = Math.Max(range.Start, range.End - limit);
        var entries = new List<DeadLetterEntry>();
        var seen = new HashSet<(int, long)>();
        if (from == range.End)
        {
            return entries;
        }

        await using var reader = await context.Log.OpenReaderAsync(partition, from, cancellationToken);
        while (from < range.End)
        {
            var batch = await reader.ReadAsync(1 << 20, cancellationToken);
            foreach (ref readonly var record in batch.Records)
            {
                var entry = Read(record);
                if (seen.Add((entry.Partition, entry.Offset)))
                {
                    entries.Add(entry);
                }
            }

            from = batch.Next;
        }

        return entries;
    }

    private static DeadLetterEntry Read(in LogRecord record)
    {
        var headers = record.Headers.Decode().ToDictionary(header => header.Name, header => header.Value);
        long Number(string name) => long.Parse(headers[name], CultureInfo.InvariantCulture);
        return new DeadLetterEntry(
            $"0-{record.Offset}", headers["ap-topic"], (int)Number("ap-partition"), Number("ap-offset"), Number("ap-time"), headers["ap-reason"], record.Value.ToArray());
    }
}
