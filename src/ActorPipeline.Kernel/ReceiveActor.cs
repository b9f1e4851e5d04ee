namespace ActorPipeline.Kernel;

/// <summary>
/// An actor that declares handlers by message type, in its constructor or in the action given to <see cref="Become"/>.
/// The first handler that matches, in order of declaration, takes the message.
/// </summary>
public abstract class ReceiveActor : ActorBase
{
    private readonly Stack<List<Handler>> _behaviours = new([[]]);
    private List<Handler>? _declaring;

    private List<Handler> Declaring => _declaring ?? _behaviours.Peek();

    /// <inheritdoc/>
    protected internal sealed override bool Receive(object message)
    {
        foreach (var handler in _behaviours.Peek())
        {
            if (handler.TryHandle(message))
                return true;
        }

        return false;
    }

    /// <summary>Handles messages of a type.</summary>
    /// <param name="handle">The handler.</param>
    /// <param name="shouldHandle">Takes only those for which it is true.</param>
    protected void Receive<T>(Action<T> handle, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Declaring.Add(new Handler<T>(handle, shouldHandle));
    }

    /// <summary>As the other overload, with the predicate first.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handle) => Receive(handle, shouldHandle);

    /// <summary>
    /// Handles messages of a type asynchronously. Until the task ends no other user message is handled; awaits resume in the
    /// actor's turn, with the same <see cref="ActorBase.Sender"/>. A failed task is a failure of the actor.
    /// </summary>
    /// <param name="handle">The handler.</param>
    /// <param name="shouldHandle">Takes only those for which it is true.</param>
    protected void ReceiveAsync<T>(Func<T, Task> handle, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Receive(message => RunTask(() => handle(message)), shouldHandle);
    }

    /// <summary>Handles every message that no handler before it took.</summary>
    protected void ReceiveAny(Action<object> handle) => Receive(handle);

    /// <summary>As <see cref="ReceiveAny"/>, asynchronously as <see cref="ReceiveAsync"/>.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handle) => ReceiveAsync(handle);

    /// <summary>Replaces the current behaviour, from the next message on, by the handlers that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure)
    {
        var behaviour = Declare(configure);
        _behaviours.Pop();
        _behaviours.Push(behaviour);
    }

    /// <summary>As <see cref="Become"/>, keeping the current behaviour to come back to.</summary>
    protected void BecomeStacked(Action configure) => _behaviours.Push(Declare(configure));

    /// <summary>Goes back to the behaviour before <see cref="BecomeStacked"/>; the first behaviour stays.</summary>
    protected void UnbecomeStacked()
    {
        if (_behaviours.Count > 1)
            _behaviours.Pop();
    }

    private List<Handler> Declare(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var outer = _declaring;
        var behaviour = new List<Handler>();
        _declaring = behaviour;
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }

        return behaviour;
    }

    private abstract class Handler
    {
        public abstract bool TryHandle(object message);
    }

    private sealed class Handler<T>(Action<T> handle, Predicate<T>? shouldHandle) : Handler
    {
        public override bool TryHandle(object message)
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
                return false;
            handle(typed);
            return true;
        }
    }
}
