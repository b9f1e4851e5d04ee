namespace ActorPipeline.Kernel;

/// <summary>
/// Sends messages later, on the system's clock, from anywhere. Inside an actor prefer <see cref="IWithTimers"/>, which ends with the
/// actor. Thread-safe.
/// </summary>
public sealed class Scheduler
{
    private readonly TimeProvider _time;

    internal Scheduler(TimeProvider time)
    {
        _time = time;
    }

    /// <summary>Tells a message once.</summary>
    /// <returns>Cancels it when disposed; a message already told stays.</returns>
    public IDisposable ScheduleTellOnce(TimeSpan delay, IActorRef receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(delay, Timeout.InfiniteTimeSpan, receiver, message, sender);

    /// <summary>Tells a message again and again until disposed, whether or not the receiver lives.</summary>
    /// <returns>Ends it when disposed.</returns>
    public IDisposable ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, IActorRef receiver, object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        return _time.CreateTimer(_ => receiver.Tell(message, sender), null, initialDelay, interval);
    }
}
