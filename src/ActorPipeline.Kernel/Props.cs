namespace ActorPipeline.Kernel;

/// <summary>How to make an actor, again after each failure. Immutable; may be shared and sent.</summary>
public sealed record Props
{
    private Props(Type actorType, Func<ActorBase> factory)
    {
        ActorType = actorType;
        Factory = factory;
    }

    /// <summary>The actor's type, as shown to operators.</summary>
    public Type ActorType { get; }

    /// <summary>How many user messages wait at most; null takes <see cref="ActorSystemOptions.DefaultMailboxCapacity"/>.</summary>
    public int? MailboxCapacity { get; private init; }

    /// <summary>How the actor treats failures of its children; null asks the actor itself.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    internal Func<ActorBase> Factory { get; }

    /// <summary>Makes actors by calling <paramref name="factory"/>, which must return a new one each time; it runs in the actor's own turn.</summary>
    public static Props Create<TActor>(Func<TActor> factory)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props(typeof(TActor), factory);
    }

    /// <summary>Makes actors with their parameterless constructor.</summary>
    public static Props Create<TActor>()
        where TActor : ActorBase, new() => Create(static () => new TActor());

    /// <summary>The same with a mailbox for at most <paramref name="capacity"/> messages.</summary>
    public Props WithMailbox(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return this with { MailboxCapacity = capacity };
    }

    /// <summary>The same with a strategy that takes precedence over the actor's own.</summary>
    public Props WithSupervisor(SupervisorStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return this with { SupervisorStrategy = strategy };
    }
}
