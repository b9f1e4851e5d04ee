namespace ActorPipeline.Kernel;

/// <summary>What <see cref="BackoffSupervisor"/> needs to know.</summary>
/// <param name="ChildProps">How to make the child.</param>
/// <param name="ChildName">The child's name.</param>
/// <param name="Policy">How long to wait before each restart.</param>
/// <param name="MaxNrOfRetries">After so many restarts without recovery child and supervisor stop; -1 is no limit.</param>
public sealed record BackoffOptions(Props ChildProps, string ChildName, BackoffPolicy Policy, int MaxNrOfRetries)
{
    /// <summary>The same, counting a child as recovered once it lived so long after a restart.</summary>
    public BackoffOptions WithAutoReset(TimeSpan resetAfter) =>
        this with { Policy = new BackoffPolicy(Policy.Min, Policy.Max, Policy.RandomFactor, resetAfter) };
}

/// <summary>Makes <see cref="BackoffOptions"/>.</summary>
public static class Backoff
{
    /// <summary>Restarts a failing child after a growing wait.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">The child's name.</param>
    /// <param name="minBackoff">The first wait.</param>
    /// <param name="maxBackoff">The longest wait before jitter.</param>
    /// <param name="randomFactor">How much jitter may add: 0.2 is up to 20 %.</param>
    /// <param name="maxNrOfRetries">After so many restarts without recovery child and supervisor stop; -1 is no limit.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1) =>
        new(childProps, childName, new BackoffPolicy(minBackoff, maxBackoff, randomFactor), maxNrOfRetries);
}

/// <summary>
/// Stands before one child, passes everything on to it with the sender kept, and restarts it with back-off. Unlike in Akka.NET the
/// child keeps its mailbox while it waits: pressure goes back to the senders and nothing is lost. Stops when its child does.
/// </summary>
public sealed class BackoffSupervisor : ReceiveActor
{
    private readonly BackoffOptions _options;
    private IActorRef? _child;

    private BackoffSupervisor(BackoffOptions options)
    {
        _options = options;
        Receive<Terminated>(terminated => Context.Stop(Self), terminated => terminated.ActorRef == _child);
        ReceiveAnyAsync(PassOn);
    }

    /// <summary>How to make the supervisor.</summary>
    public static Props Props(BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Kernel.Props.Create(() => new BackoffSupervisor(options)).WithMailbox(1);
    }

    /// <inheritdoc/>
    protected internal override void PreStart() =>
        _child = Context.Watch(Context.ActorOf(_options.ChildProps, _options.ChildName));

    /// <inheritdoc/>
    protected internal override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_options.MaxNrOfRetries).WithBackoff(_options.Policy);

    private async Task PassOn(object message)
    {
        try
        {
            await _child!.TellAsync(message, Sender, Context.Stopping);
        }
        catch (Exception exception) when (exception is ActorUnavailableException or OperationCanceledException)
        {
            // Lost with the child: ActorUnavailable is a dead letter already, a cancelled wait becomes one here.
            if (exception is OperationCanceledException)
                Context.System.DeadLetters.Publish(new DeadLetter(message, Sender, _child!, DeadLetterReason.Terminated));
        }
    }
}
