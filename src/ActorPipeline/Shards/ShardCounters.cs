using ActorPipeline.Batches;

namespace ActorPipeline.Shards;

/// <summary>What a shard has counted since its log began: part of its state, so that replay gives the same numbers.</summary>
internal sealed class ShardCounters
{
    /// <summary>Events whose outcome this shard counts, re-deliveries included.</summary>
    public long Accepted { get; set; }

    public long Applied { get; set; }
    public long Late { get; set; }
    public long DeadLetter { get; set; }
    public long Duplicate { get; set; }
    public long Filtered { get; set; }
    public long Overflow { get; set; }
    public long Rows { get; set; }

    public ShardCounters Copy() => (ShardCounters)MemberwiseClone();

    public void Write(ByteWriter writer)
    {
        foreach (var value in (ReadOnlySpan<long>)[Accepted, Applied, Late, DeadLetter, Duplicate, Filtered, Overflow, Rows])
        {
            writer.Varint((ulong)value);
        }
    }

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
