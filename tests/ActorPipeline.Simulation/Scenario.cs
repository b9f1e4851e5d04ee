using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Intake;
using ActorPipeline.Jobs;
using ActorPipeline.Running;
using ActorPipeline.Shards;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Workloads;

namespace ActorPipeline.Simulation;

/// <summary>Everything about a run that its seed decides before it begins.</summary>
internal sealed record Scenario
{
    private Scenario(int seed, Random random, EmitDefinition? emit, (TimeSpan Limit, int Confirmations) jumps, TimeSpan lead)
    {
        HasIdleness = random.Next(3) == 0;
        HasDamage = random.Next(3) == 0;
        var pipeline = RandomPipeline.Draw(random);
        Pipeline = HasIdleness ? pipeline with { Source = pipeline.Source with { IdleAfter = TimeSpan.FromSeconds(random.Next(2, 9)) } } : pipeline;
        Pipeline = emit is null ? Pipeline : Pipeline with { Emit = emit };
        Pipeline = Pipeline with { Source = Pipeline.Source with { JumpLimit = jumps.Limit, JumpConfirmations = jumps.Confirmations, WatermarkLead = lead } };
        Options = DrawOptions(random, HasDamage) with { Lake = DrawLake(seed) };
        LakeDraftEvents = 1 + (seed % 50);
        Compact = JobSchedule.Parse($"*/{1 + (seed % 7)} * * * * *");
        Views = JobSchedule.Parse($"*/{1 + (seed % 11)} * * * * *");
        Drift = JobSchedule.Parse($"*/{1 + (seed % 13)} * * * * *");
        Merges = new LakeMergeOptions { MinFiles = 2 + (seed % 3), TargetBytes = 5 + (seed % 90) };
        Rates = DrawRates(random);
        Events = random.Next(40, 220);
        CrashAtPointer = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.15;
        CrashAtEffect = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.01;
        SilentPartition = HasIdleness && random.Next(2) == 0 ? random.Next(Pipeline.Source.Partitions) : -1;
        IsPlaced = random.Next(4) > 0;
        SharesNodeId = random.Next(4) == 0;
        IsCalm = IsPlaced && HasIdleness && random.Next(3) > 0;
        if (IsCalm)
        {
            // What is under way when its writer fails or is gone never comes back as a ghost: then the log tells exactly who was woken when.
            Rates = Rates with { LandsAfterCrash = 0, AppendDelayed = 0 };
        }
    }

    /// <summary>The pipeline.</summary>
    public PipelineDefinition Pipeline { get; private init; }

    /// <summary>How event times follow from the clock.</summary>
    public EventTime Time { get; private init; } = EventTime.OfClock;

    /// <summary>The engine's settings, small enough that every bound is met.</summary>
    public EngineOptions Options { get; }

    /// <summary>How many events a draft of the lake should hold at the most.</summary>
    public int LakeDraftEvents { get; }

    /// <summary>When files of the lake are merged.</summary>
    public JobSchedule Compact { get; }

    /// <summary>When batch views are computed.</summary>
    public JobSchedule Views { get; }

    /// <summary>When batch rows and those of shards are compared.</summary>
    public JobSchedule Drift { get; }

    /// <summary>Which files of the lake are merged.</summary>
    public LakeMergeOptions Merges { get; }

    /// <summary>How often what fails.</summary>
    public FaultRates Rates { get; }

    /// <summary>How many events there are.</summary>
    public int Events { get; }

    /// <summary>Whether partitions fall idle and are flushed while events are still to come: what is late then depends on the shard log.</summary>
    public bool HasIdleness { get; }

    /// <summary>Whether chunks are damaged and lost; the shard log is then kept whole, since two damaged checkpoints leave nothing else.</summary>
    public bool HasDamage { get; }

    /// <summary>Whether somebody follows the rows: without anybody the memory of rows is used again. So it is in the runs that emit to topics.</summary>
    public bool HasFollower => Pipeline.Emit.Topics is null;

    /// <summary>How often a node crashes just when its move of a pointer has taken effect.</summary>
    public double CrashAtPointer { get; }

    /// <summary>How often a node crashes just when an append or a write of rows has taken effect.</summary>
    public double CrashAtEffect { get; }

    /// <summary>A partition that no event comes to, or -1.</summary>
    public int SilentPartition { get; }

    /// <summary>Whether a group spreads partitions over the nodes; else every node believes that all is its own.</summary>
    public bool IsPlaced { get; }

    /// <summary>Whether nodes crash and come and go, but no two of them ever believe that a partition is theirs.</summary>
    public bool IsCalm { get; }

    /// <summary>Whether all nodes bear the same id, by mistake.</summary>
    public bool SharesNodeId { get; }

    /// <summary>Whether the source is written in transactions: some offsets then hold their marks, and the last one of a partition may.</summary>
    public bool HasMarks { get; private init; }

    /// <summary>Draws a scenario.</summary>
    public static Scenario Draw(int seed)
    {
        var scenario = new Scenario(seed, new Random(seed), DrawEmit(seed), DrawJumps(seed), DrawLead(seed)) { HasMarks = seed % 3 == 1 };
        return seed % 6 == 0 ? InZone(scenario, seed) : scenario;
    }

    // One run in six has windows of a zone whose clock is set in it. There no time is a jump.
    private static Scenario InZone(Scenario scenario, int seed)
    {
        var beginMs = new VirtualTimeProvider().GetUtcNow().ToUnixTimeMilliseconds();
        var (pipeline, time) = ZonedPipeline.Draw(new Random(seed ^ 0x20e5), scenario.Pipeline, beginMs);
        return scenario with { Pipeline = pipeline, Time = time };
    }

    // One run in four emits rows to topics. Drawn apart from all else, so that it changes nothing about the other runs. Without the store rows are
    // read from JSON, which alone says all of a row.
    private static EmitDefinition? DrawEmit(int seed)
    {
        if (seed % 4 != 2)
        {
            return null;
        }

        var random = new Random(seed ^ 0x0e317);
        var toStore = random.Next(2) == 0;
        var format = toStore && random.Next(2) == 0 ? RowTextFormat.Delimited : RowTextFormat.Json;
        return new EmitDefinition { ToStore = toStore, Topics = new RowTopics(format, AreShared: random.Next(2) == 0, Prefix: "out-") };
    }

    // In one run in three a time may be a jump; drawn apart as well.
    private static (TimeSpan Limit, int Confirmations) DrawJumps(int seed)
    {
        var random = new Random(seed ^ 0x1c0de);
        return seed % 3 == 2 ? (TimeSpan.FromSeconds(random.Next(5, 60)), random.Next(2, 7)) : (TimeSpan.FromDays(1), 1);
    }

    // In one run in two records move time no further than a little ahead of themselves; drawn apart as well.
    private static TimeSpan DrawLead(int seed) => seed % 2 == 1 ? TimeSpan.FromMilliseconds(new Random(seed ^ 0x1ead).Next(4_000)) : TimeSpan.MaxValue;

    // Drawn apart as well.
    private static LakeOptions DrawLake(int seed)
    {
        var random = new Random(seed ^ 0x1a4e);
        return new LakeOptions
        {
            RollAfter = TimeSpan.FromMilliseconds(random.Next(100, 5_000)),
            MaxRecords = random.Next(1, 60),
            MaxHours = random.Next(1, 4),
            ReadBytes = random.Next(1, 2_000),
        };
    }

    private static EngineOptions DrawOptions(Random random, bool keepsLog) => new()
    {
        Intake = new IntakeOptions(
            BatchEvents: random.Next(1, 20),
            ReadBytes: random.Next(1, 2_000),
            Linger: TimeSpan.FromMilliseconds(random.Next(1, 300)),
            MaxInFlight: random.Next(1, 5),
            IdleTick: TimeSpan.FromMilliseconds(random.Next(400, 2_000))),
        Shards = new ShardOptions(ExactDistinctLimit: random.Next(3) == 0 ? 3 : 1_000, MaxRowsPerBatch: random.Next(1, 10)),
        CheckpointInterval = TimeSpan.FromMilliseconds(random.Next(300, 6_000)),
        PassivateAfter = TimeSpan.FromMilliseconds(random.Next(1, 8_000)),
        MaxPendingRows = random.Next(1, 60),
        ShardReadBytes = random.Next(1, 3_000),
        Backoff = (TimeSpan.FromMilliseconds(random.Next(10, 100)), TimeSpan.FromMilliseconds(random.Next(100, 2_000))),
        KeepShardLog = keepsLog,
    };

    // One run in four has no faults but crashes.
    private static FaultRates DrawRates(Random random)
    {
        var latency = TimeSpan.FromMilliseconds(random.Next(1, 60));
        var rowLatency = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(2_000)) : TimeSpan.Zero;
        double Rate(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
        return random.Next(4) == 0
            ? new FaultRates { MaxLatency = latency, MaxRowLatency = rowLatency, LandsAfterCrash = random.NextDouble(), CommitLost = 0.5 }
            : new FaultRates
            {
                MaxLatency = latency,
                MaxRowLatency = rowLatency,
                Slow = Rate(0.02),
                SlowLatency = TimeSpan.FromMilliseconds(random.Next(100, 3_000)),
                AppendRefused = Rate(0.02),
                AppendUnknown = Rate(0.02),
                AppendDelayed = Rate(0.02),
                LogRefused = Rate(0.005),
                CommitLost = random.NextDouble(),
                StoreRefused = Rate(0.03),
                RowsPartial = Rate(0.1),
                MoveUnknownApplied = Rate(0.15),
                MoveUnknownRefused = Rate(0.15),
                MoveUnknownDelayed = Rate(0.15),
                LandsAfterCrash = random.NextDouble(),
            };
    }
}
