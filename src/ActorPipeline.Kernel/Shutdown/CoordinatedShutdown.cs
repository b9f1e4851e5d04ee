namespace ActorPipeline.Kernel;

/// <summary>
/// Stops a process in an orderly way: named phases one after another, the tasks of a phase at once, each phase within its
/// time-out. Runs once. What fails is recorded and keeps no later phase from running. Thread-safe.
/// </summary>
public sealed partial class CoordinatedShutdown
{
    private readonly ActorSystem _system;
    private readonly Dictionary<string, List<NamedTask>> _tasks;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<ShutdownReport> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ShutdownReason? _reason;

    internal CoordinatedShutdown(ActorSystem system)
    {
        _system = system;
        _tasks = system.Options.ShutdownPhases.ToDictionary(phase => phase.Name, _ => new List<NamedTask>(), StringComparer.Ordinal);
        if (_tasks.ContainsKey(ShutdownPhase.ActorSystemTerminate))
            AddTask(ShutdownPhase.ActorSystemTerminate, "terminate-actor-system", _ => system.Terminate());
    }

    /// <summary>Why the shutdown runs or ran; null when it was not asked for.</summary>
    public ShutdownReason? Reason
    {
        get
        {
            lock (_gate)
                return _reason;
        }
    }

    /// <summary>Adds a task to a phase that has not begun.</summary>
    /// <param name="phase">One of <see cref="ActorSystemOptions.ShutdownPhases"/>.</param>
    /// <param name="name">For logs and the report.</param>
    /// <param name="task">Runs on the system's scheduler; its token is cancelled when the phase's time is up.</param>
    /// <exception cref="ArgumentException">There is no such phase.</exception>
    /// <exception cref="InvalidOperationException">The phase has begun: the task would never run.</exception>
    public void AddTask(string phase, string name, Func<CancellationToken, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        lock (_gate)
        {
            if (!_system.Options.ShutdownPhases.Any(known => known.Name == phase))
                throw new ArgumentException($"There is no shutdown phase '{phase}'.", nameof(phase));
            if (!_tasks.TryGetValue(phase, out var tasks))
                throw new InvalidOperationException($"The shutdown phase '{phase}' has begun.");
            tasks.Add(new NamedTask(name, task));
        }
    }

    /// <summary>Runs all phases. Later calls change nothing and wait for the same run.</summary>
    /// <returns>How it went; never fails.</returns>
    public async Task<ShutdownReport> Run(ShutdownReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (IsFirst(reason))
            _ = Task.Factory.StartNew(() => RunPhases(reason), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _system.Options.TaskScheduler);
        return await _completed.Task;
    }

    private bool IsFirst(ShutdownReason reason)
    {
        lock (_gate)
        {
            if (_reason is not null)
                return false;
            _reason = reason;
            return true;
        }
    }

    private async Task RunPhases(ShutdownReason reason)
    {
        LogStarted(_system.Logger, _system.Name, reason.Description);
        var failures = new List<ShutdownFailure>();
        foreach (var phase in _system.Options.ShutdownPhases)
            failures.AddRange(await RunPhase(phase));
        _completed.SetResult(new ShutdownReport(reason, failures));
    }

    private async Task<IEnumerable<ShutdownFailure>> RunPhase(ShutdownPhase phase)
    {
        List<NamedTask> tasks;
        lock (_gate)
            _tasks.Remove(phase.Name, out tasks!);
        using var timeUp = new CancellationTokenSource(phase.Timeout, _system.TimeProvider);
        var outcomes = await Task.WhenAll(tasks.Select(task => RunTask(phase, task, timeUp.Token)));
        return outcomes.OfType<ShutdownFailure>();
    }

    private async Task<ShutdownFailure?> RunTask(ShutdownPhase phase, NamedTask task, CancellationToken timeUp)
    {
        try
        {
            await Started(task, timeUp).WaitAsync(timeUp);
            return null;
        }
        catch (Exception exception)
        {
            if (timeUp.IsCancellationRequested && exception is OperationCanceledException)
                exception = new TimeoutException($"'{task.Name}' did not end within the {phase.Timeout} of '{phase.Name}'.");
            LogTaskFailed(_system.Logger, phase.Name, task.Name, exception);
            return new ShutdownFailure(phase.Name, task.Name, exception);
        }
    }

    // An await between the task and its time-out keeps the time-out on this scheduler, whatever kind of task it is.
    private static async Task Started(NamedTask task, CancellationToken timeUp) => await task.Run(timeUp);

    private sealed record NamedTask(string Name, Func<CancellationToken, Task> Run);
}
