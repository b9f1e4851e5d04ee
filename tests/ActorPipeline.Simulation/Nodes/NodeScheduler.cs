using ActorPipeline.TestKit;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>Runs the work of one node in steps of the simulation's scheduler. A node can stand still and go on, or be gone for good between any two steps.</summary>
/// <param name="master">Runs everything.</param>
/// <param name="seed">Draws the next of this node's steps.</param>
internal sealed class NodeScheduler(DeterministicScheduler master, int seed) : TaskScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Task> _runnable = [];
    private bool _isPaused;
    private bool _isGone;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Nothing of the node runs any more.</summary>
    public void Kill()
    {
        _isGone = true;
        _runnable.Clear();
    }

    /// <summary>Nothing of the node runs until it goes on; what becomes runnable waits.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>Goes on.</summary>
    public void Resume()
    {
        _isPaused = false;
        for (var i = 0; i < _runnable.Count; i++)
        {
            PostStep();
        }
    }

    /// <summary>Starts work on the node.</summary>
    public Task<T> Start<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (_isGone)
        {
            return;
        }

        _runnable.Add(task);
        if (!_isPaused)
        {
            PostStep();
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _runnable;

    private void PostStep() => Task.Factory.StartNew(Step, CancellationToken.None, TaskCreationOptions.DenyChildAttach, master);

    private void Step()
    {
        if (_isPaused || _runnable.Count == 0)
        {
            return;
        }

        var index = _random.Next(_runnable.Count);
        var task = _runnable[index];
        _runnable[index] = _runnable[^1];
        _runnable.RemoveAt(_runnable.Count - 1);
        TryExecuteTask(task);
    }
}
