using ActorPipeline.Log;
using ActorPipeline.TestKit.Faults;

namespace ActorPipeline.TestKit.Log;

/// <summary>A gapless writer of an in-memory log: effects keep the order of calls, and after a failure nothing more takes effect.</summary>
internal sealed class MemoryWriter(
    InMemoryEventLog log, string topic, IReadOnlyList<MemoryPartition> partitions, Effects effects, TimeProvider time, Client client) : ILogWriter
{
    private readonly FaultPlan _plan = log.Plan;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset[] _busyUntil = new DateTimeOffset[partitions.Count];
    private string? _broken;

    public async ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        return await effects.AfterAsync(InOrder(partition), () => Append(partition, records), cancellationToken);
    }

    public ValueTask DisposeAsync() => default;

    // An append takes effect no earlier than the one before it in the same partition; never at once when others may be on their way.
    private TimeSpan InOrder(int partition)
    {
        var latency = _plan.Latency();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var due = now + latency;
            _busyUntil[partition] = due > _busyUntil[partition] ? due : _busyUntil[partition];
            var wait = _busyUntil[partition] - now;
            return wait > TimeSpan.Zero || _plan.Rates.MaxLatency == TimeSpan.Zero ? wait : TimeSpan.FromTicks(1);
        }
    }

    private long Append(int partition, ReadOnlyMemory<NewRecord> records)
    {
        ThrowIfBroken();
        if (client.IsCrashed && !_plan.Strikes(_plan.Rates.LandsAfterCrash, $"append of crashed {client.Name} to {topic}[{partition}] lands"))
        {
            throw Break("its client crashed");
        }

        if (_plan.Strikes(_plan.Rates.AppendRefused, $"append to {topic}[{partition}] refused"))
        {
            throw Break("refused (injected)");
        }

        if (_plan.Strikes(_plan.Rates.AppendDelayed, $"append to {topic}[{partition}] fails and lands later"))
        {
            var copies = records.ToArray().Select(record => record with { Value = record.Value.ToArray(), Key = record.Key.ToArray() }).ToArray();
            effects.Later(_plan.Rates.SlowLatency + _plan.Latency(), () => Store(partition, copies));
            throw Break("timed out (injected)");
        }

        var offset = Store(partition, records.ToArray());
        return _plan.Strikes(_plan.Rates.AppendUnknown, $"append to {topic}[{partition}] took effect and fails") ? throw Break("answer lost (injected)") : offset;
    }

    private long Store(int partition, NewRecord[] records)
    {
        var offset = partitions[partition].Append(records);
        log.Appended?.Invoke(new TopicPartition(topic, partition), offset, records);
        return offset;
    }

    private LogWriterFailedException Break(string reason)
    {
        _broken = reason;
        return new LogWriterFailedException(topic, reason);
    }

    private void ThrowIfBroken()
    {
        if (_broken is { } reason)
        {
            throw new LogWriterFailedException(topic, $"an earlier append failed: {reason}");
        }
    }
}
