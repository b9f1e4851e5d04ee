using System.Collections.Concurrent;
using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Topics;

/// <summary>Gives every topic ever seen an epoch that grows, out of Kafka's ids, which have no order.</summary>
/// <remarks>
/// The epochs stand in a topic of one partition that is never trimmed, <c>&lt;prefix&gt;topics</c>. A record says "a topic of this name and this id was seen";
/// the first one that names an id gives its epoch, and later ones count for nothing: so two nodes that see a new topic at once need not agree on it.
/// The epoch is the record's timestamp in unix milliseconds, or one more than the largest before it if that is more.
/// <para>
/// What can go wrong: where this topic itself is deleted, every topic gets an epoch of today, as if it had been created again; its records are then taken
/// in again from the oldest one kept. It must be kept, and backed up with what it speaks of, like the topics themselves.
/// </para>
/// Format of a record: <c>1 ID NAME</c> in UTF-8; the 1 is the format's version.
/// </remarks>
/// <param name="ensureAsync">Creates the topic, with <see cref="Settings"/>, where it is missing; it has no epoch itself.</param>
internal sealed class TopicRegistry(IEventLog log, string topic, Func<CancellationToken, Task> ensureAsync, TimeProvider time) : IDisposable
{
    private const char FormatVersion = '1';
    private const int ReadBytes = 1 << 16;

    /// <summary>Nothing is ever dropped, by time or size.</summary>
    internal static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["retention.ms"] = "-1", ["retention.bytes"] = "-1", ["cleanup.policy"] = "delete" };

    private readonly SemaphoreSlim _turn = new(1);

    // Bounded by the topics ever created: a few dozen bytes each.
    private readonly ConcurrentDictionary<string, long> _epochs = [];
    private long _next;
    private long _largest;

    /// <summary>The epoch of a topic.</summary>
    /// <exception cref="EventLogException">Kafka does not answer, or a record is of a version that this program does not know.</exception>
    internal async Task<long> EpochOfAsync(string name, string id, CancellationToken cancellationToken)
    {
        // Not in turn: whoever opens a topic that is known does not wait for a broker that is away.
        if (_epochs.TryGetValue(id, out var known))
        {
            return known;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Whoever had the turn before has read all that was written by then.
            return _epochs.TryGetValue(id, out known) ? known : await LearnAsync(name, id, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<long> LearnAsync(string name, string id, CancellationToken cancellationToken)
    {
        await ensureAsync(cancellationToken);
        await ReadNewAsync(cancellationToken);
        if (!_epochs.ContainsKey(id))
        {
            await using var writer = await log.OpenWriterAsync(topic, cancellationToken);
            var record = new NewRecord(Encoding.UTF8.GetBytes($"{FormatVersion} {id} {name}"), time.GetUtcNow().ToUnixTimeMilliseconds());
            await writer.AppendAsync(0, new[] { record }, cancellationToken);
            await ReadNewAsync(cancellationToken);
        }

        return _epochs.TryGetValue(id, out var epoch) ? epoch : throw new EventLogException($"topic {topic} lost what was just written to it");
    }

    private async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(topic, 0);
        var end = (await log.RangeAsync(partition, cancellationToken)).End;
        if (_next >= end)
        {
            return;
        }

        await using var reader = await log.OpenReaderAsync(partition, _next, cancellationToken);
        while (_next < end)
        {
            // What follows the last record may hold none, such as the mark of a transaction.
            var batch = await reader.ReadAsync(ReadBytes, cancellationToken);
            Take(batch);
            _next = Math.Max(_next, batch.Next);
        }
    }

    private void Take(LogBatch batch)
    {
        foreach (ref readonly var record in batch.Records)
        {
            var parts = Encoding.UTF8.GetString(record.Value.Span).Split(' ');
            if (parts is not [[FormatVersion], _, _])
            {
                throw new EventLogException(
                    $"topic {topic} holds at offset {record.Offset} what this program does not know: it was written by a newer one, or is not this log's");
            }

            _next = record.Offset + 1;
            _largest = Math.Max(_largest + 1, record.TimestampMs);
            _epochs.TryAdd(parts[1], _largest);
        }
    }
}
