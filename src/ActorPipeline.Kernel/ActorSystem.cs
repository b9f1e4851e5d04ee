using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kernel;

/// <summary>A hierarchy of actors and what they share. Thread-safe.</summary>
public sealed partial class ActorSystem : IAsyncDisposable
{
    private readonly ActorCell _guardian;
    private readonly ActorPath _temporary;
    private readonly Random _random;
    private readonly Lock _randomGate = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _temporaryNames;

    private ActorSystem(string name, ActorSystemOptions options)
    {
        Name = name;
        Options = options;
        Logger = options.LoggerFactory.CreateLogger("ActorPipeline.Kernel");
        _random = new Random(options.Seed);
        var root = ActorPath.Root(name);
        _temporary = root.Child("temp");
        DeadLetters = new DeadLetterOffice(root.Child("deadLetters"), Logger);
        Scheduler = new Scheduler(options.TimeProvider);
        CoordinatedShutdown = new CoordinatedShutdown(this);
        _guardian = new ActorCell(this, Props.Create<Guardian>().WithSupervisor(options.GuardianStrategy), root.Child("user"), parent: null);
        _guardian.SendSystem(new Create());
    }

    /// <summary>The system's name, the first part of every path.</summary>
    public string Name { get; }

    /// <summary>What the system runs on.</summary>
    public ActorSystemOptions Options { get; }

    /// <summary>The system's clock.</summary>
    public TimeProvider TimeProvider => Options.TimeProvider;

    /// <summary>Where undeliverable messages end.</summary>
    public DeadLetterOffice DeadLetters { get; }

    /// <summary>Sends messages later.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>Stops the whole process in an orderly way, this system last.</summary>
    public CoordinatedShutdown CoordinatedShutdown { get; }

    /// <summary>Completes when all actors have stopped.</summary>
    public Task WhenTerminated => WaitForTermination();

    internal ILogger Logger { get; }

    /// <summary>Starts a system.</summary>
    /// <param name="name">Appears in every path.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number in the options is not positive.</exception>
    public static ActorSystem Create(string name, ActorSystemOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        options ??= new ActorSystemOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.DefaultMailboxCapacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Throughput);
        return new ActorSystem(name, options);
    }

    /// <summary>Creates a top-level actor, supervised by <see cref="ActorSystemOptions.GuardianStrategy"/>.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique at the top level; null picks one.</param>
    /// <exception cref="InvalidActorNameException">The name is malformed or taken.</exception>
    /// <exception cref="InvalidOperationException">The system is terminating.</exception>
    public IActorRef ActorOf(Props props, string? name = null) => _guardian.ActorOf(props, name);

    /// <summary>Stops an actor after the message it is handling.</summary>
    public void Stop(IActorRef actor) => _guardian.Stop(actor);

    /// <summary>Stops all actors, children first. For the orderly way, with phases, run <see cref="CoordinatedShutdown"/>.</summary>
    /// <returns><see cref="WhenTerminated"/>.</returns>
    public Task Terminate()
    {
        _guardian.SendSystem(new Terminate());
        return WhenTerminated;
    }

    /// <summary>The hierarchy as it is, from the top level's supervisor downwards.</summary>
    /// <param name="depth">How many levels of children to show.</param>
    public ActorDescription Describe(int depth = int.MaxValue) => _guardian.Describe(depth);

    /// <summary>Terminates the system and waits for it.</summary>
    public async ValueTask DisposeAsync() => await Terminate();

    internal void Dispatch(ActorCell cell)
    {
        // The pool takes the cell itself, without allocating a task for each turn.
        if (Options.TaskScheduler == TaskScheduler.Default)
            ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);
        else
            Task.Factory.StartNew(
                static state => ((ActorCell)state!).Execute(), cell, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Options.TaskScheduler);
    }

    internal ActorPath NextTemporaryPath() => _temporary.Child($"${Interlocked.Increment(ref _temporaryNames)}");

    internal double NextRandom()
    {
        lock (_randomGate)
            return _random.NextDouble();
    }

    // Awaited here, not handed out: combinators on a task with asynchronous continuations leave the caller's scheduler.
    private async Task WaitForTermination() => await _terminated.Task;

    internal void OnGuardianTerminated() => _terminated.TrySetResult();

    internal void OnGuardianFailed(Exception cause)
    {
        LogGuardianFailed(Logger, Name, cause);
        _ = Terminate();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "A failure reached the top of {System}, which terminates")]
    private static partial void LogGuardianFailed(ILogger logger, string system, Exception cause);

    /// <summary>The parent of the top level.</summary>
    private sealed class Guardian : ActorBase
    {
        protected internal override bool Receive(object message) => false;
    }
}
