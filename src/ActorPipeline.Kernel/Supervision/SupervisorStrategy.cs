namespace ActorPipeline.Kernel;

/// <summary>
/// How a supervisor treats failures of its children. Immutable. The decider runs in the supervisor's turn; one that throws is a
/// failure of the supervisor.
/// </summary>
public abstract class SupervisorStrategy
{
    private protected SupervisorStrategy(int maxNumberOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive>? decider)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfRetries, -1);
        if (withinTimeRange is { } range)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(range, TimeSpan.Zero, nameof(withinTimeRange));
        MaxNumberOfRetries = maxNumberOfRetries;
        WithinTimeRange = withinTimeRange;
        Decider = decider ?? DefaultDecider;
    }

    /// <summary>Restarts each failing child without limit; stops one that cannot be created or breaks a death pact.</summary>
    public static SupervisorStrategy Default { get; } = new OneForOneStrategy();

    /// <summary>Stops each failing child.</summary>
    public static SupervisorStrategy Stopping { get; } = new OneForOneStrategy(_ => Directive.Stop);

    /// <summary>After so many restarts within <see cref="WithinTimeRange"/> the child is stopped; -1 is no limit.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The window in which restarts are counted, on the system's clock; null counts them all.</summary>
    public TimeSpan? WithinTimeRange { get; }

    /// <summary>What to do by kind of failure.</summary>
    public Func<Exception, Directive> Decider { get; }

    /// <summary>Waits before a restart; null restarts at once.</summary>
    public BackoffPolicy? Backoff { get; private protected init; }

    internal abstract bool ConcernsAllChildren { get; }

    /// <summary>The decider that is used where none is given.</summary>
    public static Directive DefaultDecider(Exception cause) => cause switch
    {
        ActorInitializationException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    };
}
