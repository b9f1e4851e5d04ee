using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Hashing;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Running;

/// <summary>What the pipelines of a node run on. They own none of it.</summary>
/// <param name="Host">Clock, threads, chance and logging.</param>
/// <param name="Partitions">Reaches every partition, wherever it is served.</param>
public sealed record EngineParts(IEventLog Log, EngineStores Stores, EngineHost Host, EngineOptions Options, IPartitionAsker Partitions)
{
    /// <summary>Where events are kept for good; null where they are not.</summary>
    public IEventLake? Lake { get; init; }

    /// <summary>What is done for a pipeline again and again, by one node at a time.</summary>
    public Func<PipelineDefinition, IReadOnlyList<BatchJob>> JobsOf { get; init; } = static _ => [];

    internal IClusterReports Reports { get; init; } = NoReports.Instance;
}

/// <summary>What the engine takes from the process it runs in, so that a test can own it.</summary>
/// <param name="NewScheduler">Makes a scheduler for one partition, which runs one task at a time.</param>
/// <param name="Random">Spreads out what many would otherwise do at the same moment. Safe to use from any thread that the schedulers use.</param>
public sealed record EngineHost(TimeProvider Time, Func<TaskScheduler> NewScheduler, Random Random, ILoggerFactory Loggers)
{
    /// <summary>What tables in memory are hashed by: a secret of this process, since whoever knew it could send keys that all meet.</summary>
    internal TableHash Tables { get; init; } = TableHash.Create();

    /// <summary>The thread pool, shared by all partitions, one task of each at a time.</summary>
    public static EngineHost OnThreadPool(TimeProvider time, ILoggerFactory loggers) =>
#pragma warning disable RS0030 // This is where a process takes its randomness from.
        new(time, static () => new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default).ExclusiveScheduler, Random.Shared, loggers);
#pragma warning restore RS0030
}
