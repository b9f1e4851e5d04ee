using System.Buffers.Binary;

namespace ActorPipeline.Simulation.Checks;

/// <summary>Reads a shard's log as its format describes it, and works out how far the shard had come when it got each source event.</summary>
/// <param name="shard">The shard.</param>
/// <param name="sourcePartitions">How many source partitions there are.</param>
/// <param name="wakes">Looks whether partitions are woken in time; null when that is not looked at.</param>
internal sealed class ShardLogWalk(int shard, int sourcePartitions, WakeCheck? wakes)
{
    private readonly Dictionary<int, (long Through, long WatermarkMs, bool IsIdle)> _partitions = [];
    private readonly Dictionary<(int, long), long> _watermarkAt = [];

    /// <summary>The shard's watermark after the log so far.</summary>
    public long WatermarkMs { get; private set; } = long.MinValue;

    /// <summary>How many records the log has so far.</summary>
    public long Records { get; private set; }

    /// <summary>The shard's watermark just before it got a source event.</summary>
    public long WatermarkAt(int partition, long offset) => _watermarkAt[(partition, offset)];

    /// <summary>Reads the beginning of a record: version, flags, partition, epoch, first offset, number of offsets, watermark, and what does not matter here.</summary>
    public static (int Partition, long First, long End, long WatermarkMs, bool IsIdle) HeaderOf(ReadOnlySpan<byte> record)
    {
        var at = 2;
        var partition = (int)Varint(record, ref at);
        at += 8;
        var first = Varint(record, ref at);
        var end = first + Varint(record, ref at);
        return (partition, first, end, BinaryPrimitives.ReadInt64LittleEndian(record[at..]), (record[1] & 1) != 0);
    }

    /// <summary>Reads the next record.</summary>
    public void Step(ReadOnlySpan<byte> record)
    {
        Records++;
        var (partition, first, end, watermark, isIdle) = HeaderOf(record);
        var isKnown = _partitions.TryGetValue(partition, out var found);
        var known = isKnown ? found : (Through: first, WatermarkMs: long.MinValue, IsIdle: false);
        wakes?.See(shard, partition, Math.Max(first, known.Through), end > known.Through, [.. _partitions.Where(one => one.Value.IsIdle).Select(one => one.Key)]);
        for (var offset = Math.Max(first, known.Through); offset < end; offset++)
        {
            _watermarkAt[(partition, offset)] = WatermarkMs;
        }

        // A marker says something new where the partition stands; a repeat of events that ends there does not. Of a marker below it only that the partition is
        // awake is new.
        if (!isKnown || end > known.Through || (end == known.Through && first == end))
        {
            _partitions[partition] = (end, Math.Max(known.WatermarkMs, watermark), isIdle);
        }
        else if (first == end && !isIdle)
        {
            _partitions[partition] = known with { IsIdle = false };
        }

        if (_partitions[partition].IsIdle && !known.IsIdle)
        {
            wakes?.FellAsleep(partition);
        }

        WatermarkMs = Math.Max(WatermarkMs, Combined());
    }

    private long Combined()
    {
        var busy = _partitions.Values.Where(partition => !partition.IsIdle).ToList();
        return _partitions.Count < sourcePartitions ? long.MinValue
            : busy.Count > 0 ? busy.Min(partition => partition.WatermarkMs)
            : _partitions.Values.Max(partition => partition.WatermarkMs);
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
