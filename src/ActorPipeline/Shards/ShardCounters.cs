using ActorPipeline.Batches;

namespace ActorPipeline.Shards;

/// <summary>What a shard has counted since its log began: part of its state, so that replay gives the same numbers.</summary>
internal sealed class ShardCounters
{
    /// <summary>Events whose outcome this shard counts, re-deliveries included.</summary>
    public long Accepted { get; set; }

    /// <summary>Events applied.</summary>
    public long Applied { get; set; }

    /// <summary>Events after the allowed lateness.</summary>
    public long Late { get; set; }

    /// <summary>Events that could not be decoded.</summary>
    public long DeadLetter { get; set; }

    /// <summary>Re-deliveries.</summary>
    public long Duplicate { get; set; }

    /// <summary>Applied events that no view takes.</summary>
    public long Filtered { get; set; }

    /// <summary>Events counted under the overflow key.</summary>
    public long Overflow { get; set; }

    /// <summary>Rows emitted.</summary>
    public long Rows { get; set; }

    /// <summary>A copy.</summary>
    public ShardCounters Copy() => (ShardCounters)MemberwiseClone();

    /// <summary>Writes all counters.</summary>
    public void Write(ByteWriter writer)
    {
        foreach (var value in (ReadOnlySpan<long>)[Accepted, Applied, Late, DeadLetter, Duplicate, Filtered, Overflow, Rows])
        {
            writer.Varint((ulong)value);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ShardCounters Read(ref ByteReader reader) => new()
    {
        Accepted = (long)reader.Varint(),
        Applied = (long)reader.Varint(),
        Late = (long)reader.Varint(),
        DeadLetter = (long)reader.Varint(),
        Duplicate = (long)reader.Varint(),
        Filtered = (long)reader.Varint(),
        Overflow = (long)reader.Varint(),
        Rows = (long)reader.Varint(),
    };
}
