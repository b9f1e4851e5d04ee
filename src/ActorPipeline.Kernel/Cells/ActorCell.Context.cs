namespace ActorPipeline.Kernel;

internal sealed partial class ActorCell
{
    private readonly CancellationTokenSource _stopping = new();

    IActorRef IActorContext.Self => Self;

    public IActorRef Sender => SenderOrNull ?? System.DeadLetters;

    public IActorRef Parent => _parent?.Self ?? (IActorRef)System.DeadLetters;

    public CancellationToken Stopping { get; }

    IReadOnlyList<IActorRef> IActorContext.Children => [.. _children.ToArray().Select(child => child.Cell.Self)];

    public IActorRef? Child(string name) => _children.Find(name)?.Cell.Self;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        var child = _children.Add(name, unique => new ActorCell(System, props, Self.Path.Child(unique), this));
        child.SendSystem(new Create());
        return child.Self;
    }

    public IActorRef Watch(IActorRef subject) => WatchWith(subject, new Terminated(subject));

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var cell = Of(subject);
        if (cell == this)
            throw new ArgumentException("An actor cannot watch itself.", nameof(subject));
        _watching[cell.Self] = message;
        cell.SendSystem(new WatchRequest(this));
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var cell = Of(subject);
        if (_watching.Remove(cell.Self))
            cell.SendSystem(new UnwatchRequest(this));
        return subject;
    }

    public void Stop(IActorRef actor)
    {
        var cell = Of(actor);
        if (Current == this && _children.Find(cell) is { } child)
            child.Stop();
        else
            cell.SendSystem(new Terminate());
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>What operators see; any thread.</summary>
    public ActorDescription Describe(int depth) => new(
        Self.Path,
        Props.ActorType,
        _mailbox.Count,
        _mailbox.Capacity,
        Volatile.Read(ref _restarts),
        depth <= 0 ? [] : [.. _children.ToArray().Select(child => child.Cell.Describe(depth - 1))]);
}
