namespace ActorPipeline.Kernel;

internal sealed partial class ActorCell : IWatcher
{
    [ThreadStatic]
    private static ActorCell? _constructing;

    // Insertion-ordered in practice: enumeration does not depend on hash codes, so that a seeded run repeats.
    private readonly Dictionary<LocalActorRef, object> _watching = [];
    private readonly HashSet<IWatcher> _watchers = [];
    private TimerScheduler? _timers;
    private Exception? _restartCause;
    private int _restarts;

    /// <summary>Hands the cell being filled to the constructor of its actor, once.</summary>
    public static ActorCell TakeConstructing(Type actorType)
    {
        var cell = _constructing ?? throw new ActorInitializationException($"{actorType} must be made through Props, not with new.");
        _constructing = null;
        return cell;
    }

    public void OnTerminated(LocalActorRef actor) => SendSystem(new WatchedTerminated(actor));

    private void InvokeSystem(object message)
    {
        if (message is Task continuation)
            _taskScheduler.Execute(continuation);
        else if (message is ActorTimer tick)
            _ticks.Enqueue(tick);
        else if (message is WatchRequest or UnwatchRequest)
            OnWatchRequest((SystemMessage)message);
        else if (_lifecycle != Lifecycle.Terminated)
            OnSystemMessage((SystemMessage)message);
    }

    private void OnWatchRequest(SystemMessage request)
    {
        if (request is UnwatchRequest unwatch)
            _watchers.Remove(unwatch.Watcher);
        else if (request is WatchRequest watch && _lifecycle == Lifecycle.Terminated)
            watch.Watcher.OnTerminated(Self);
        else if (request is WatchRequest late)
            _watchers.Add(late.Watcher);
    }

    private void OnSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Create: OnCreate(); break;
            case Suspend: _hold |= Hold.ParentFailure; break;
            case Resume resume: OnResume(resume); break;
            case Recreate recreate: OnRecreate(recreate.Cause); break;
            case Terminate: OnTerminate(); break;
            case Failed failed: OnChildFailed(failed); break;
            case RestartDue due: OnRestartDue(due); break;
            case ChildTerminated terminated: OnChildTerminated(terminated.Child); break;
            case WatchedTerminated watched: OnWatchedTerminated(watched.Actor); break;
            case HandlerCompleted: OnHandlerCompleted(); break;
        }
    }

    private void OnWatchedTerminated(LocalActorRef actor)
    {
        // Behind what is in the mailbox already, so that the last words of the dead are heard before its end.
        if (_watching.ContainsKey(actor))
            _mailbox.PostAlways(new Envelope(new DeathNotice(actor), actor));
    }

    private void OnCreate()
    {
        try
        {
            _actor = NewActor();
            _actor.PreStart();
            Run();
        }
        catch (Exception cause)
        {
            Fail(new ActorInitializationException($"{Self.Path} ({Props.ActorType}) could not be created: {cause.Message}", cause));
        }
    }

    private ActorBase NewActor()
    {
        _constructing = this;
        try
        {
            var actor = Props.Factory();
            if (_constructing is not null)
                throw new ActorInitializationException($"The factory of {Props.ActorType} must return a new actor each time.");
            if (actor is IWithTimers withTimers)
                withTimers.Timers = _timers ??= new TimerScheduler(this);
            return actor;
        }
        finally
        {
            _constructing = null;
        }
    }

    private void Run()
    {
        if (_lifecycle is not (Lifecycle.Starting or Lifecycle.Recreating))
            return;
        _lifecycle = Lifecycle.Running;
        _hold &= ~Hold.Lifecycle;
    }

    private void OnRecreate(Exception cause)
    {
        if (_lifecycle is not (Lifecycle.Starting or Lifecycle.Running) || DeferWhileHandling(new Recreate(cause)))
            return;
        _timers?.CancelAll();
        Guarded(() => _actor?.PreRestart(cause, _failedMessage));
        _actor = null;
        _failedMessage = null;
        _restartCause = cause;
        _lifecycle = Lifecycle.Recreating;
        _hold |= Hold.Lifecycle;
        ProceedWithoutChildren();
    }

    private void FinishRecreate()
    {
        var cause = _restartCause!;
        var survivors = _children.ToArray();
        Interlocked.Increment(ref _restarts);
        _hold &= ~(Hold.OwnFailure | Hold.ParentFailure);
        _perpetrator = null;
        try
        {
            _actor = NewActor();
            _actor.PostRestart(cause);
            Run();
        }
        catch (Exception failure)
        {
            _lifecycle = Lifecycle.Starting;
            Fail(new ActorInitializationException($"{Self.Path} ({Props.ActorType}) could not be restarted: {failure.Message}", failure));
        }

        foreach (var survivor in survivors)
            survivor.Restart(cause, System.TimeProvider);
    }

    private void OnTerminate()
    {
        if (_lifecycle is Lifecycle.Terminating or Lifecycle.Terminated)
            return;
        Guarded(_stopping.Cancel);
        if (DeferWhileHandling(new Terminate()))
            return;
        _lifecycle = Lifecycle.Terminating;
        _hold |= Hold.Lifecycle;
        _timers?.CancelAll();
        _children.Close();
        foreach (var child in _children.ToArray())
            child.Stop();
        ProceedWithoutChildren();
    }

    private void OnChildTerminated(ActorCell child)
    {
        _children.Remove(child)?.ForgetRestart();
        ProceedWithoutChildren();
    }

    private void ProceedWithoutChildren()
    {
        if (_lifecycle == Lifecycle.Terminating && _children.IsEmpty)
            FinishTerminate();
        else if (_lifecycle == Lifecycle.Recreating && !_children.ToArray().Any(child => child.IsStopping))
            FinishRecreate();
    }

    private void FinishTerminate()
    {
        Guarded(() => _actor?.PostStop());
        _timers?.CancelAll();
        _lifecycle = Lifecycle.Terminated;
        _actor = null;
        _ticks.Clear();
        _mailbox.Close();
        foreach (var watched in _watching.Keys)
            watched.Cell.SendSystem(new UnwatchRequest(this));
        _watching.Clear();
        if (_parent is null)
            System.OnGuardianTerminated();
        else
            _parent.SendSystem(new ChildTerminated(this));
        foreach (var watcher in _watchers)
            watcher.OnTerminated(Self);
        _watchers.Clear();
        Dispose();
    }

    /// <summary>Runs a hook that must not keep the actor from stopping or restarting: its failure is logged and goes no further.</summary>
    private void Guarded(Action hook)
    {
        try
        {
            hook();
        }
        catch (Exception exception)
        {
            LogHookFailed(System.Logger, Self.Path, exception);
        }
    }
}
