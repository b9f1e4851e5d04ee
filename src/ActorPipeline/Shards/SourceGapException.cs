namespace ActorPipeline.Shards;

/// <summary>The shard log lacks a range of a source partition: the shard stops rather than count wrongly.</summary>
public sealed class SourceGapException(int shard, int partition, long from, long to)
    : Exception($"shard {shard}: source partition {partition} jumps from offset {from} to {to}: the shard log lacks what is in between");
