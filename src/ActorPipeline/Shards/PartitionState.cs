namespace ActorPipeline.Shards;

/// <summary>What a shard knows of one source partition.</summary>
/// <param name="Epoch">The source topic's epoch; -1 before the first batch.</param>
/// <param name="Through">The first source offset not applied yet: what is below it is a duplicate; -1 before the first batch.</param>
/// <param name="WatermarkMs">The partition's watermark, unix milliseconds; <see cref="long.MinValue"/> before its first event.</param>
/// <param name="IsIdle">Whether it does not hold the shard's watermark back.</param>
internal readonly record struct PartitionState(long Epoch, long Through, long WatermarkMs, bool IsIdle)
{
    public static PartitionState Unseen { get; } = new(-1, -1, long.MinValue, false);

    public static long SumThrough(ReadOnlySpan<PartitionState> partitions)
    {
        var sum = 0L;
        foreach (var partition in partitions)
        {
            sum += Math.Max(0, partition.Through);
        }

        return sum;
    }
}
