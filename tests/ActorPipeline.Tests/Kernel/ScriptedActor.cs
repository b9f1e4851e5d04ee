using ActorPipeline.Kernel;

namespace ActorPipeline.Tests.Actors;

/// <summary>An actor whose handlers and hooks a test writes down in place. The script runs for every new instance.</summary>
internal sealed class ScriptedActor : ReceiveActor, IWithTimers
{
    public ScriptedActor(Action<ScriptedActor> script)
    {
        script(this);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public new IActorContext Context => base.Context;

    public new IActorRef Sender => base.Sender;

    public Action? OnPreStart { get; set; }

    public Action? OnPostStop { get; set; }

    public Action<Exception, object?>? OnPreRestart { get; set; }

    public Action<Exception>? OnPostRestart { get; set; }

    public static Props Props(Action<ScriptedActor> script) => ActorPipeline.Kernel.Props.Create(() => new ScriptedActor(script));

    public void On<T>(Action<T> handle, Predicate<T>? shouldHandle = null) => Receive(handle, shouldHandle);

    public void OnAsync<T>(Func<T, Task> handle) => ReceiveAsync(handle);

    public void OnAny(Action<object> handle) => ReceiveAny(handle);

    public new void Become(Action configure) => base.Become(configure);

    public new void BecomeStacked(Action configure) => base.BecomeStacked(configure);

    public new void UnbecomeStacked() => base.UnbecomeStacked();

    protected internal override void PreStart() => OnPreStart?.Invoke();

    protected internal override void PostStop() => OnPostStop?.Invoke();

    protected internal override void PreRestart(Exception reason, object? message)
    {
        if (OnPreRestart is null)
            base.PreRestart(reason, message);
        else
            OnPreRestart(reason, message);
    }

    protected internal override void PostRestart(Exception reason)
    {
        OnPostRestart?.Invoke(reason);
        base.PostRestart(reason);
    }
}
