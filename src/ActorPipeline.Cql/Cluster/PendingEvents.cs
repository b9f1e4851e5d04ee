using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// What the cluster pushed and nobody has acted upon: that nodes or keyspaces changed, and which nodes are said to be up. Ten thousand events are one piece of
/// news. Memory: at most <see cref="MaxNodes"/> addresses. Thread-safe.
/// </summary>
internal sealed class PendingEvents
{
    /// <summary>Nodes remembered by name; more are all nodes.</summary>
    public const int MaxNodes = 1_024;

    private readonly Lock _gate = new();
    private HashSet<CqlEndpoint> _up = [];
    private bool _changed;
    private TaskCompletionSource _arrived = New();

    public Task Arrived
    {
        get
        {
            lock (_gate)
            {
                return _arrived.Task;
            }
        }
    }

    public void Changed()
    {
        lock (_gate)
        {
            _changed = true;
            _arrived.TrySetResult();
        }
    }

    public void Up(CqlEndpoint endpoint)
    {
        lock (_gate)
        {
            if (_up.Count < MaxNodes)
            {
                _up.Add(endpoint);
            }

            _arrived.TrySetResult();
        }
    }

    /// <summary>Takes what there is.</summary>
    /// <returns>The nodes said to be up, and whether nodes or keyspaces changed.</returns>
    public (IReadOnlySet<CqlEndpoint> Up, bool Changed) Take()
    {
        lock (_gate)
        {
            var news = (_up, _changed);
            _up = [];
            _changed = false;
            _arrived = New();
            return news;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
