using ActorPipeline.Asking;
namespace ActorPipeline.TestKit.Placement;

/// <summary>The placement of a node that is alone: it serves every partition of the roles it has.</summary>
/// <param name="roles">The node's roles.</param>
public sealed class LocalPlacement(IReadOnlyCollection<PlacedRole> roles) : IShardPlacement
{
    private readonly List<(PlacedTopic Topic, IPlacementListener Listener)> _topics = [];

    /// <inheritdoc/>
    public string? Trouble => null;

    /// <inheritdoc/>
    public void Register(PlacedTopic topic, IPlacementListener listener)
    {
        if (roles.Contains(topic.Role))
        {
            _topics.Add((topic, listener));
        }
    }

    /// <inheritdoc/>
    public ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        foreach (var (topic, listener) in _topics)
        {
            for (var partition = 0; partition < topic.Partitions; partition++)
            {
                listener.OnGiven(partition);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken)
    {
        var taken = _topics.Where(placed => placed.Topic.Role == role)
            .SelectMany(placed => Enumerable.Range(0, placed.Topic.Partitions).Select(partition => placed.Listener.OnTakenAsync(partition, cancellationToken)));
        await Task.WhenAll(taken.ToList());
        _topics.RemoveAll(placed => placed.Topic.Role == role);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
