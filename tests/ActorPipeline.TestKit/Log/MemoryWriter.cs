using ActorPipeline.Log;
using ActorPipeline.TestKit.Faults;

namespace ActorPipeline.TestKit.Log;

/// <summary>A gapless writer of an in-memory log: effects keep the order of calls, and after a failure nothing more takes effect.</summary>
internal sealed class MemoryWriter(string topic, IReadOnlyList<MemoryPartition> partitions, FaultPlan plan, Effects effects, TimeProvider time, Client client) : ILogWriter
{
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
        var latency = plan.Latency();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var due = now + latency;
            _busyUntil[partition] = due > _busyUntil[partition] ? due : _busyUntil[partition];
            var wait = _busyUntil[partition] - now;
            return wait > TimeSpan.Zero || plan.Rates.MaxLatency == TimeSpan.Zero ? wait : TimeSpan.FromTicks(1);
        }
    }

    private long Append(int partition, ReadOnlyMemory<NewRecord> records)
    {
        ThrowIfBroken();
        var target = partitions[partition];
        if (client.IsCrashed && !plan.Strikes(plan.Rates.LandsAfterCrash, $"append of crashed {client.Name} to {topic}[{partition}] lands"))
        {
            throw Break("its client crashed");
        }

        if (plan.Strikes(plan.Rates.AppendRefused, $"append to {topic}[{partition}] refused"))
        {
            throw Break("refused (injected)");
        }

        if (plan.Strikes(plan.Rates.AppendDelayed, $"append to {topic}[{partition}] fails and lands later"))
        {
            var copies = records.ToArray().Select(record => record with { Value = record.Value.ToArray() }).ToArray();
            effects.Later(plan.Rates.SlowLatency + plan.Latency(), () => target.Append(copies));
            throw Break("timed out (injected)");
        }

        var offset = target.Append(records.Span);
        return plan.Strikes(plan.Rates.AppendUnknown, $"append to {topic}[{partition}] took effect and fails") ? throw Break("answer lost (injected)") : offset;
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
