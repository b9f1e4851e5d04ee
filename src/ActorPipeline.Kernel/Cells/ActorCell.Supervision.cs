namespace ActorPipeline.Kernel;

/// <summary>Failures: of the actor itself, reported upwards, and of its children, decided here.</summary>
internal sealed partial class ActorCell
{
    private object? _failedMessage;
    private ActorCell? _perpetrator;

    private void Fail(Exception cause)
    {
        if (_lifecycle is Lifecycle.Terminating or Lifecycle.Terminated)
        {
            NoteLate(cause);
            return;
        }

        _failedMessage = _message;
        _hold |= Hold.OwnFailure;
        foreach (var child in _children.ToArray())
            child.Cell.SendSystem(new Suspend());
        if (_parent is null)
            System.OnGuardianFailed(cause);
        else
            _parent.SendSystem(new Failed(this, cause));
    }

    // What an actor awaits is cancelled when it is told to stop: that is no failure.
    private void NoteLate(Exception cause)
    {
        if (cause is not OperationCanceledException)
        {
            LogLateFailure(System.Logger, Self.Path, cause);
        }
    }

    private void OnResume(Resume resume)
    {
        if (resume.AfterOwnFailure && _lifecycle == Lifecycle.Starting)
        {
            // There is no state to go on with: the instance never came to be.
            OnRecreate(new ActorInitializationException($"{Self.Path} was resumed before it was created."));
            return;
        }

        _hold &= resume.AfterOwnFailure ? ~(Hold.OwnFailure | Hold.ParentFailure) : ~Hold.ParentFailure;
        foreach (var child in _children.ToArray())
            child.Cell.SendSystem(new Resume(AfterOwnFailure: child.Cell == _perpetrator));
        _perpetrator = null;
    }

    private void OnChildFailed(Failed failed)
    {
        // An actor on its way out or being replaced has told its children what to do already.
        if (_lifecycle is Lifecycle.Recreating or Lifecycle.Terminating || _children.Find(failed.Child) is not { IsStopping: false } child)
            return;
        try
        {
            var strategy = Props.SupervisorStrategy ?? _actor?.SupervisorStrategy() ?? SupervisorStrategy.Default;
            var directive = strategy.Decider(failed.Cause);
            LogChildFailed(System.Logger, failed.Child.Self.Path, directive, failed.Cause);
            Apply(directive, strategy, child, failed.Cause);
        }
        catch (Exception ofTheDecider)
        {
            Escalate(failed.Child, ofTheDecider);
        }
    }

    private void Apply(Directive directive, SupervisorStrategy strategy, ChildRecord child, Exception cause)
    {
        switch (directive)
        {
            case Directive.Resume:
                child.Cell.SendSystem(new Resume(AfterOwnFailure: true));
                break;
            case Directive.Restart:
                Restart(strategy, child, cause);
                break;
            case Directive.Stop:
                StopAll(Concerned(strategy, child));
                break;
            default:
                Escalate(child.Cell, cause);
                break;
        }
    }

    private void Restart(SupervisorStrategy strategy, ChildRecord failed, Exception cause)
    {
        var concerned = Concerned(strategy, failed);
        if (!concerned.All(child => child.MayRestart(strategy, System.TimeProvider)))
        {
            LogRetriesExhausted(System.Logger, failed.Cell.Self.Path, strategy.MaxNumberOfRetries, strategy.WithinTimeRange);
            StopAll(concerned);
        }
        else if (strategy.Backoff is { } backoff)
        {
            failed.RestartAfter(failed.NextDelay(backoff, System.NextRandom), cause, this);
        }
        else
        {
            foreach (var child in concerned)
                child.Restart(cause, System.TimeProvider);
        }
    }

    private void OnRestartDue(RestartDue due)
    {
        if (_children.Find(due.Child) is { IsStopping: false } child)
            child.Restart(due.Cause, System.TimeProvider);
    }

    private void Escalate(ActorCell child, Exception cause)
    {
        _perpetrator = child;
        Fail(cause);
    }

    private ChildRecord[] Concerned(SupervisorStrategy strategy, ChildRecord failed) =>
        strategy.ConcernsAllChildren ? [.. _children.ToArray().Where(child => !child.IsStopping)] : [failed];

    private static void StopAll(ChildRecord[] children)
    {
        foreach (var child in children)
            child.Stop();
    }
}
