using ActorPipeline.Log;

namespace ActorPipeline.Cluster;

/// <summary>Records that wait to be appended. One caller at a time.</summary>
/// <param name="maxBytes">Bytes that may wait; what does not fit is refused.</param>
internal sealed class Outbox(int maxBytes)
{
    private readonly Queue<byte[]> _records = new();
    private long _bytes;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _records.Count == 0;

    /// <summary>Adds records, all or none.</summary>
    /// <returns>False when there is no room for them.</returns>
    public bool TryAdd(params IReadOnlyList<byte[]> records)
    {
        var bytes = records.Sum(record => (long)record.Length);
        if (_bytes + bytes > maxBytes)
        {
            return false;
        }

        foreach (var record in records)
        {
            _records.Enqueue(record);
        }

        _bytes += bytes;
        return true;
    }

    /// <summary>Takes records of about so many bytes, at least one when there is one.</summary>
    public void TakeTo(List<NewRecord> target, int bytes, long nowMs)
    {
        while (bytes > 0 && _records.TryDequeue(out var record))
        {
            _bytes -= record.Length;
            bytes -= record.Length;
            target.Add(new NewRecord(record, nowMs));
        }
    }
}
