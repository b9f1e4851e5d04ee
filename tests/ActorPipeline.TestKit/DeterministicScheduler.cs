namespace ActorPipeline.TestKit;

/// <summary>
/// Runs everything on the thread that drives it, one item at a time, against a virtual clock: the same seed gives the same
/// interleaving. It sets no <see cref="SynchronizationContext"/>; awaits stay on it because they capture <see cref="TaskScheduler.Current"/>.
/// <para>
/// Work that comes back from another thread makes a run unrepeatable: <see cref="Run(Func{Task})"/> refuses it. Beside real I/O and
/// the thread pool, two things do so unseen. Library code that awaits with <c>ConfigureAwait(false)</c>, such as <c>ReadAllAsync</c> of a
/// channel or asynchronous LINQ: loop over <c>WaitToReadAsync</c> and <c>TryRead</c>. A combinator (<c>WhenAll</c>, <c>WhenAny</c>,
/// <c>WaitAsync</c>, <c>Unwrap</c>, <c>AsTask</c>) directly on a task whose continuations run asynchronously, such as that of a completion
/// source, a semaphore or a channel: put an async method in between.
/// </para>
/// </summary>
public sealed class DeterministicScheduler : TaskScheduler
{
    // Real time, spent only when a run has failed: was it a deadlock, or work under way on another thread?
    private static readonly TimeSpan GraceForDiagnosis = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _foreign = new();
    private readonly RunQueue _runnable;
    private readonly int? _seed;
    private int _driverThread;
    private int _runThread;
    private bool _isExecuting;

    /// <summary>A scheduler that drives <paramref name="clock"/>.</summary>
    /// <param name="clock">The clock that is advanced when nothing is runnable.</param>
    /// <param name="seed">Draws the next item to run; null runs them first come, first served.</param>
    public DeterministicScheduler(VirtualTimeProvider clock, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Clock = clock;
        _seed = seed;
        _runnable = new RunQueue(seed);
    }

    /// <summary>The clock.</summary>
    public VirtualTimeProvider Clock { get; }

    /// <summary>Items run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>A run that takes more items is given up as a livelock.</summary>
    public long StepLimit { get; init; } = 50_000_000;

    /// <summary>A run that takes more virtual time is given up: something ticks, but nothing gets on.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Adds to the message of a failed run what the test knows, such as the actors and their mailboxes.</summary>
    public Func<string>? Diagnose { get; set; }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs what is runnable, also what becomes so, without moving the clock.</summary>
    /// <exception cref="DeadlockException"><see cref="StepLimit"/> is reached.</exception>
    public void RunUntilIdle()
    {
        using var driving = Drive();
        while (TakeNext() is { } task)
            Execute(task);
    }

    /// <summary>Advances the clock step by step, running what each timer makes runnable before the next fires.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Clock.GetUtcNow() + by;
        RunUntilIdle();
        while (Clock.NextDue <= target)
        {
            Clock.AdvanceToNextTimer();
            RunUntilIdle();
        }

        Clock.Advance(target - Clock.GetUtcNow());
        RunUntilIdle();
    }

    /// <summary>Starts work on this scheduler, to be driven by another call.</summary>
    public Task Start(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Start<object?>(async () =>
        {
            await work();
            return null;
        });
    }

    /// <summary>As the other overload, with the work's result.</summary>
    public Task<T> Start<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Task.Factory.StartNew(async () => await work(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
    }

    /// <summary>Starts the work on this scheduler and drives it to its end, moving the clock to the next timer whenever nothing is runnable.</summary>
    /// <exception cref="InvalidOperationException">Work came from another thread.</exception>
    /// <exception cref="DeadlockException">The work is not complete, nothing is runnable and no timer is set; or a limit is reached.</exception>
    public void Run(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Run<object?>(async () =>
        {
            await work();
            return null;
        });
    }

    /// <summary>As the other overload, with the work's result.</summary>
    public T Run<T>(Func<Task<T>> work)
    {
        var task = Start(work);
        _runThread = Environment.CurrentManagedThreadId;
        try
        {
            DriveToEnd(task);
        }
        finally
        {
            _runThread = 0;
        }

        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (_runThread != 0 && _runThread != Environment.CurrentManagedThreadId)
            _foreign.TrySetResult();
        lock (_gate)
            _runnable.Add(task);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && _isExecuting && _driverThread == Environment.CurrentManagedThreadId && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return _runnable.ToArray();
    }

    private void DriveToEnd(Task task)
    {
        var started = Clock.GetUtcNow();
        RunUntilIdle();
        while (!task.IsCompleted)
        {
            if (Clock.GetUtcNow() - started > TimeLimit)
                throw Stuck($"{TimeLimit} of virtual time have passed");
            if (!Clock.AdvanceToNextTimer())
                throw StuckOrElsewhere();
            RunUntilIdle();
        }
    }

    private Exception StuckOrElsewhere() =>
        _foreign.Task.Wait(GraceForDiagnosis) ? Foreign() : Stuck("nothing is runnable and no timer is set");

    private Task? TakeNext()
    {
        if (_foreign.Task.IsCompleted)
            throw Foreign();
        lock (_gate)
            return _runnable.Take();
    }

    private void Execute(Task task)
    {
        if (++Steps > StepLimit)
            throw Stuck($"{StepLimit} steps have run");
        _isExecuting = true;
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            _isExecuting = false;
        }
    }

    private static InvalidOperationException Foreign() => new(
        "Work came to the scheduler from another thread: the run is not repeatable. See the remarks of DeterministicScheduler for what causes it.");

    private DeadlockException Stuck(string why) => new(
        $"The run does not end: {why} (seed {_seed?.ToString() ?? "none"}, {Steps} steps, clock {Clock.GetUtcNow():O}, {Clock.PendingTimers} timers). {Diagnose?.Invoke()}");

    private Driving Drive()
    {
        if (Interlocked.CompareExchange(ref _driverThread, Environment.CurrentManagedThreadId, 0) != 0)
            throw new InvalidOperationException("The scheduler is being driven already: by another thread, or by the code that it runs.");
        return new Driving(this);
    }

    /// <summary>The driver's thread has no synchronization context meanwhile: awaits would prefer it to this scheduler.</summary>
    private readonly struct Driving : IDisposable
    {
        private readonly DeterministicScheduler _scheduler;
        private readonly SynchronizationContext? _context;

        public Driving(DeterministicScheduler scheduler)
        {
            _scheduler = scheduler;
            _context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
        }

        public void Dispose()
        {
            SynchronizationContext.SetSynchronizationContext(_context);
            Volatile.Write(ref _scheduler._driverThread, 0);
        }
    }
}
