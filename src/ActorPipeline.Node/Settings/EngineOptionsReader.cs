using ActorPipeline.EventLake;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Intake;
using ActorPipeline.Running;
using ActorPipeline.Shards;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the engine's settings, section <c>engine</c>.</summary>
internal static class EngineOptionsReader
{
    private const int MinRead = 4 * 1024;
    private const int MaxRead = 64 << 20;
    private const int MaxKeyBytes = 32 * 1024;

    // Well below the largest record a log takes: the last event added may be larger than the rest.
    private const int MaxBatch = 2 << 20;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <exception cref="ConfigurationException">A setting is missing, unknown or not as expected.</exception>
    public static EngineOptions Read(HoconCursor root, string nodeId)
    {
        var engine = root.Child("engine");
        engine.RejectUnknownKeys("intake", "shards", "backoff");
        engine.Child("backoff").RejectUnknownKeys("shortest", "longest");
        var shards = engine.Child("shards");
        var shortest = engine.GetDuration("backoff.shortest", Tick);
        return new EngineOptions
        {
            NodeId = nodeId,
            Intake = ReadIntake(engine.Child("intake"), shards),
            Shards = ReadShards(shards),
            Lake = new LakeOptions { RollAfter = root.GetDuration("lake.roll-after", Tick) },
            CheckpointInterval = shards.GetDuration("checkpoint-interval", Tick),
            PassivateAfter = shards.GetDuration("passivate-after", Tick),
            MaxPendingRows = shards.GetInt("max-pending-rows", 1),
            ShardReadBytes = (int)shards.GetSize("read-size", MinRead, MaxRead),
            Backoff = (shortest, engine.GetDuration("backoff.longest", shortest)),
            KeepShardLog = shards.GetBool("keep-log"),
        };
    }

    private static IntakeOptions ReadIntake(HoconCursor intake, HoconCursor shards)
    {
        intake.RejectUnknownKeys("batch-events", "batch-size", "linger", "max-in-flight", "read-size", "idle-tick");
        return new IntakeOptions(
            intake.GetInt("batch-events", 1, 1 << 20),
            (int)intake.GetSize("batch-size", MinRead, MaxBatch),
            (int)intake.GetSize("read-size", MinRead, MaxRead),
            intake.GetDuration("linger"),
            intake.GetInt("max-in-flight", 1, 1 << 16),
            shards.GetInt("max-key-bytes", 1, MaxKeyBytes),
            intake.GetDuration("idle-tick", Tick));
    }

    private static ShardOptions ReadShards(HoconCursor shards)
    {
        shards.RejectUnknownKeys(
            "checkpoint-interval", "passivate-after", "max-keys-per-window", "max-key-bytes", "exact-distinct-limit", "max-pending-rows", "read-size",
            "keep-log");
        return new ShardOptions(shards.GetInt("max-keys-per-window", 1), shards.GetInt("exact-distinct-limit", 1));
    }
}
