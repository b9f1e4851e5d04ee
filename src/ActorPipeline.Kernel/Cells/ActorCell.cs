using System.Collections.Concurrent;

namespace ActorPipeline.Kernel;

/// <summary>
/// What stays of an actor over restarts: its mailbox, children and watches. Runs in turns: at most one at a time, on the system's
/// scheduler, so that everything not marked otherwise is touched by one thread at a time.
/// </summary>
internal sealed partial class ActorCell : IActorContext, IThreadPoolWorkItem, IDisposable
{
    [ThreadStatic]
    private static ActorCell? _current;

    private readonly ConcurrentQueue<object> _systemQueue = new();
    private readonly Queue<ActorTimer> _ticks = new();
    private readonly Mailbox _mailbox;
    private readonly Children _children = new();
    private readonly ActorCell? _parent;
    private readonly Func<Exception> _unavailable;
    private ActorBase? _actor;
    private object? _message;
    private int _scheduled;
    private volatile Hold _hold = Hold.Lifecycle;
    private volatile Lifecycle _lifecycle = Lifecycle.Starting;

    public ActorCell(ActorSystem system, Props props, ActorPath path, ActorCell? parent)
    {
        System = system;
        Props = props;
        _parent = parent;
        Self = new LocalActorRef(this, path);
        _mailbox = new Mailbox(props.MailboxCapacity ?? system.Options.DefaultMailboxCapacity, LoseUndelivered);
        _unavailable = () => new ActorUnavailableException(Self, DeadLetterReason.Terminated);
        Stopping = _stopping.Token;
        _taskScheduler = new ActorTaskScheduler(this);
        _wakeAfterHandler = () => SendSystem(new HandlerCompleted());
    }

    /// <summary>Why user messages wait. They are handled only when nothing holds them.</summary>
    [Flags]
    private enum Hold
    {
        None = 0,
        Lifecycle = 1,
        OwnFailure = 2,
        ParentFailure = 4,
        Handler = 8,
    }

    private enum Lifecycle
    {
        Starting,
        Running,
        Recreating,
        Terminating,
        Terminated,
    }

    /// <summary>The cell whose turn runs on this thread, if any.</summary>
    public static ActorCell? Current => _current;

    public ActorSystem System { get; }

    public LocalActorRef Self { get; }

    public IActorRef? SenderOrNull { get; private set; }

    private Props Props { get; }

    public static ActorCell Of(IActorRef actor) =>
        (actor as LocalActorRef)?.Cell ?? throw new ArgumentException($"{actor?.Path} is not an actor that can be watched or stopped.", nameof(actor));

    public void Post(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        var result = _mailbox.Post(new Envelope(message, sender));
        if (result == PostResult.Accepted)
            WakeForUserMessage();
        else
            Lose(message, sender, result == PostResult.Full ? DeadLetterReason.MailboxFull : DeadLetterReason.Terminated);
    }

    public ValueTask PostAsync(object message, IActorRef? sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var taken = _mailbox.PostAsync(new Envelope(message, sender), _unavailable, cancellationToken);
        WakeForUserMessage();
        return taken;
    }

    public void SendSystem(object message)
    {
        _systemQueue.Enqueue(message);
        Wake();
    }

    public void Execute()
    {
        var outer = _current;
        _current = this;
        try
        {
            ProcessTurn();
        }
        finally
        {
            _current = outer;

            // The full fence orders "no longer scheduled" before the look at the queues: a sender either sees it or is seen.
            Interlocked.Exchange(ref _scheduled, 0);
            if (HasWork())
                Wake();
        }
    }

    private void ProcessTurn()
    {
        for (var budget = System.Options.Throughput; budget > 0; budget--)
        {
            if (_systemQueue.TryDequeue(out var message))
                InvokeSystem(message);
            else if (_hold != Hold.None || !InvokeNextUserMessage())
                return;
        }
    }

    private bool HasWork() => !_systemQueue.IsEmpty || (_hold == Hold.None && (_ticks.Count > 0 || _mailbox.HasMessages));

    private void WakeForUserMessage()
    {
        // Pairs with the fence at the end of a turn. A held actor is not woken: whatever ends the hold looks at the mailbox.
        Interlocked.MemoryBarrier();
        if (_hold == Hold.None)
            Wake();
    }

    private void Wake()
    {
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            System.Dispatch(this);
    }

    private bool InvokeNextUserMessage()
    {
        if (_ticks.TryDequeue(out var tick))
        {
            if (_timers!.TakeTick(tick))
                InvokeUser(new Envelope(tick.Message, Self));
            return true;
        }

        if (!_mailbox.TryTake(out var envelope))
            return false;
        if (envelope.Message is not DeathNotice notice)
            InvokeUser(envelope);
        else if (_watching.Remove(notice.Actor, out var message))
            InvokeUser(new Envelope(message, notice.Actor));
        return true;
    }

    private void InvokeUser(Envelope envelope)
    {
        SenderOrNull = envelope.Sender;
        _message = envelope.Message;
        try
        {
            if (envelope.Message is PoisonPill)
                OnTerminate();
            else if (!_actor!.Receive(envelope.Message))
                _actor.Unhandled(envelope.Message);
        }
        catch (Exception cause)
        {
            Fail(cause);
        }

        if (_handler is null)
            EndMessage();
    }

    private void EndMessage()
    {
        SenderOrNull = null;
        _message = null;
    }

    private void LoseUndelivered(Envelope envelope)
    {
        // A pill that finds its actor dead has what it wanted; a notice is nobody's message.
        if (envelope.Message is not (PoisonPill or DeathNotice))
            Lose(envelope.Message, envelope.Sender, DeadLetterReason.Terminated);
    }

    private void Lose(object message, IActorRef? sender, DeadLetterReason reason)
    {
        if (message is not PoisonPill)
            System.DeadLetters.Publish(new DeadLetter(message, sender, Self, reason));
    }
}
