namespace ActorPipeline.Kernel;

/// <summary>Applies the directive to the child that failed.</summary>
public sealed class OneForOneStrategy : SupervisorStrategy
{
    /// <summary>A strategy with a limit.</summary>
    /// <param name="maxNrOfRetries">Restarts allowed within the range; -1 is no limit, 0 none.</param>
    /// <param name="withinTimeRange">The range; null counts all restarts.</param>
    /// <param name="decider">What to do by kind of failure; null takes <see cref="SupervisorStrategy.DefaultDecider"/>.</param>
    public OneForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? decider = null)
        : base(maxNrOfRetries, withinTimeRange, decider)
    {
    }

    /// <summary>A strategy without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> decider)
        : this(-1, null, decider)
    {
    }

    internal override bool ConcernsAllChildren => false;

    /// <summary>The same with a wait before each restart, during which the child keeps its mailbox and handles nothing.</summary>
    public OneForOneStrategy WithBackoff(BackoffPolicy backoff)
    {
        ArgumentNullException.ThrowIfNull(backoff);
        return new OneForOneStrategy(MaxNumberOfRetries, WithinTimeRange, Decider) { Backoff = backoff };
    }
}
