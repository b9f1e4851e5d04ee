namespace ActorPipeline.Kernel;

/// <summary>An actor that implements it gets timers of its own, before <c>PreStart</c>.</summary>
public interface IWithTimers
{
    /// <summary>The actor's timers; set by the kernel.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// Timers of one actor, on the system's clock. They send to the actor itself, ahead of the mailbox, and are cancelled when it
/// restarts or stops. After a timer is cancelled or replaced, none of its messages is delivered. To be used only by the actor itself.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Sends a message once; replaces a timer of the same key.</summary>
    void StartSingleTimer(object key, object message, TimeSpan timeout);

    /// <summary>Sends a message again and again; replaces a timer of the same key. Ticks that come before the last was handled are merged with it.</summary>
    void StartPeriodicTimer(object key, object message, TimeSpan interval);

    /// <summary>As the other overload, with another wait before the first message.</summary>
    void StartPeriodicTimer(object key, object message, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Whether a timer of this key has messages to come.</summary>
    bool IsTimerActive(object key);

    /// <summary>Cancels the timer of this key, if any.</summary>
    void Cancel(object key);

    /// <summary>Cancels all timers.</summary>
    void CancelAll();
}
