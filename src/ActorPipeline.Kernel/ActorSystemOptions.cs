using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Kernel;

/// <summary>What an actor system runs on. Immutable.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>The clock of time-outs, timers and back-off.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where actors run; the default is the thread pool. On a single-threaded scheduler, with a virtual clock and a fixed
    /// <see cref="Seed"/>, a run is repeatable.
    /// </summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>The seed of all the kernel's randomness: the jitter of back-off.</summary>
    public int Seed { get; init; } = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Where failures and dead letters are logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>User messages that may wait in a mailbox, unless the <see cref="Props"/> say otherwise.</summary>
    public int DefaultMailboxCapacity { get; init; } = 1024;

    /// <summary>Messages an actor handles before it lets others have the thread. More is faster, fewer is fairer.</summary>
    public int Throughput { get; init; } = 64;

    /// <summary>How failures at the top level are treated. What it escalates terminates the system.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.Default;

    /// <summary>The phases of <see cref="CoordinatedShutdown"/>, in order.</summary>
    public IReadOnlyList<ShutdownPhase> ShutdownPhases { get; init; } = ShutdownPhase.Default;
}
