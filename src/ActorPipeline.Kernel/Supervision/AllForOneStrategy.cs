namespace ActorPipeline.Kernel;

/// <summary>Applies the directive to all children when one fails: for children that are of no use without each other.</summary>
/// <param name="maxNrOfRetries">Restarts allowed within the range; -1 is no limit, 0 none.</param>
/// <param name="withinTimeRange">The range; null counts all restarts.</param>
/// <param name="decider">What to do by kind of failure; null takes <see cref="SupervisorStrategy.DefaultDecider"/>.</param>
public sealed class AllForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? decider = null)
    : SupervisorStrategy(maxNrOfRetries, withinTimeRange, decider)
{
    internal override bool ConcernsAllChildren => true;
}
