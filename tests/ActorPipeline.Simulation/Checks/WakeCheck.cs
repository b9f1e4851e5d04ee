using ActorPipeline.Log;

namespace ActorPipeline.Simulation.Checks;

/// <summary>A partition that was idle moves no shard's watermark before every other has been woken: in the shard's log its first events stand behind what says
/// that the others are awake, and that was written after its events had come.</summary>
/// <param name="world">The world.</param>
internal sealed class WakeCheck(World world)
{
    private readonly Dictionary<int, DateTimeOffset> _awakeUntil = [];

    /// <summary>Sees a record before it counts.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="partition">The source partition that it is about.</param>
    /// <param name="fresh">The first offset of it that is new.</param>
    /// <param name="hasEvents">Whether it covers anything that is new.</param>
    /// <param name="idle">The partitions that count as idle.</param>
    public void See(int shard, int partition, long fresh, bool hasEvents, IReadOnlyCollection<int> idle)
    {
        if (!hasEvents || !idle.Contains(partition))
        {
            return;
        }

        var came = world.CameAt(partition, fresh);
        foreach (var sleeper in idle.Where(other => other != partition && !(_awakeUntil.TryGetValue(other, out var until) && until >= came)))
        {
            world.Fail($"{new TopicPartition(world.Scenario.Pipeline.ShardTopic, shard)}: partition {partition} goes on at {fresh}, and nobody has woken partition {sleeper}");
        }
    }

    /// <summary>A partition counts as idle from now on.</summary>
    public void FellAsleep(int partition) => _awakeUntil[partition] = world.Clock.GetUtcNow();
}
