using System.Collections.Concurrent;
using ActorPipeline.Pipelines;
using ActorPipeline.Runtime;

namespace ActorPipeline.Cluster;

/// <summary>What this node says of itself, and what it serves. Safe to use from any thread.</summary>
internal sealed class LocalNode
{
    private readonly ConcurrentDictionary<string, LocalPipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IPeerListener> _listeners = new(StringComparer.Ordinal);
    private Func<NodeReadiness> _readiness = static () => new NodeReadiness(true, []);
    private Func<string?> _leave = static () => "this node is not told to leave by others";
    private NodeProfile _profile;
    private int _phase = (int)NodePhase.Joining;
    private string? _trouble;
    private long _rounds;

    /// <summary>Makes the node, which joins.</summary>
    public LocalNode(NodeProfile profile) => _profile = profile;

    /// <summary>Something was heard, or nothing for an interval: raised in the bus's turn, must return at once.</summary>
    public event Action? Heard;

    /// <summary>Why the cluster's topic cannot be used, or null.</summary>
    public string? Trouble
    {
        get => Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, value);
    }

    /// <summary>What does not change, once the listeners are there.</summary>
    public NodeProfile Profile
    {
        get => Volatile.Read(ref _profile);
        set => Volatile.Write(ref _profile, value);
    }

    /// <summary>Where it stands.</summary>
    public NodePhase Phase
    {
        get => (NodePhase)Volatile.Read(ref _phase);
        set => Volatile.Write(ref _phase, (int)value);
    }

    /// <summary>Says whether the node can do its work; must return at once.</summary>
    public Func<NodeReadiness> Readiness
    {
        get => Volatile.Read(ref _readiness);
        set => Volatile.Write(ref _readiness, value);
    }

    /// <summary>Begins an orderly stop, and returns at once: null, or why it is refused.</summary>
    public Func<string?> Leave
    {
        get => Volatile.Read(ref _leave);
        set => Volatile.Write(ref _leave, value);
    }

    /// <summary>Raises <see cref="Heard"/>.</summary>
    public void NoteHeard() => Heard?.Invoke();

    /// <summary>The number of the next announcement: they go on growing when the bus starts anew after a failure.</summary>
    public long NextRound() => Interlocked.Increment(ref _rounds);

    /// <summary>The pipelines of this node.</summary>
    public IEnumerable<LocalPipeline> Pipelines => _pipelines.Values;

    /// <summary>Adds a pipeline.</summary>
    public void Add(LocalPipeline pipeline) => _pipelines[pipeline.Definition.Name] = pipeline;

    /// <summary>Adds who answers other nodes' questions about a pipeline.</summary>
    public void Add(string pipeline, IPeerListener listener) => _listeners[pipeline] = listener;

    /// <summary>Answers a question, if it is for this node.</summary>
    /// <returns>The answer; null for none.</returns>
    public async Task<Answer?> AnswerAsync(string self, PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        if (question is LeaveCluster leave)
        {
            return leave.Instance == self ? Leave() is { } refusal ? new Failed(refusal) : Done.Instance : null;
        }

        return _listeners.TryGetValue(partition.Pipeline, out var listener) ? await listener.AnswerAsync(partition, question, cancellationToken) : null;
    }

    /// <summary>Finds a pipeline.</summary>
    public LocalPipeline? Find(string pipeline) => _pipelines.GetValueOrDefault(pipeline);

    /// <summary>Finds a view.</summary>
    public ViewDefinition? Find(WatchedView view) => Find(view.Pipeline)?.Definition.Views.FirstOrDefault(one => one.Name == view.View);
}

/// <summary>A pipeline of this node as the bus uses it.</summary>
/// <param name="Definition">Its definition.</param>
/// <param name="Board">Where its actors show how far they have come.</param>
/// <param name="Feed">Where its rows are shown.</param>
internal sealed record LocalPipeline(PipelineDefinition Definition, PipelineBoard Board, RowFeed Feed);
