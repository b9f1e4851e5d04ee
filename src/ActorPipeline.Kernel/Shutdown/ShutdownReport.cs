namespace ActorPipeline.Kernel;

/// <summary>Why the process shuts down.</summary>
/// <param name="Description">For logs and operators.</param>
public sealed record ShutdownReason(string Description)
{
    /// <summary>The process was asked to end, by a signal or its host.</summary>
    public static ShutdownReason ProcessExit { get; } = new("process exit");

    /// <summary>The node was told to leave the cluster.</summary>
    public static ShutdownReason ClusterLeaving { get; } = new("leaving the cluster");

    /// <summary>Nobody said.</summary>
    public static ShutdownReason Unknown { get; } = new("unknown");
}

/// <summary>A task that failed, or did not end in its phase's time.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Exception">What it threw; a <see cref="TimeoutException"/> when it was too slow.</param>
public sealed record ShutdownFailure(string Phase, string Task, Exception Exception);

/// <summary>How a shutdown went.</summary>
/// <param name="Reason">Why it was run: the first reason given.</param>
/// <param name="Failures">What went wrong, in order of phases; empty when all went well.</param>
public sealed record ShutdownReport(ShutdownReason Reason, IReadOnlyList<ShutdownFailure> Failures);
