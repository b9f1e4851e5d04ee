using ActorPipeline.Placement;

namespace ActorPipeline.Tests.Cluster;

/// <summary>A placement that a test makes by hand.</summary>
internal sealed class HandPlacement : IShardPlacement
{
    private readonly Dictionary<PlacedRole, IPlacementListener> _listeners = [];
    private readonly HashSet<(PlacedRole Role, int Partition)> _given = [];

    public string? Trouble => null;

    public void Register(PlacedTopic topic, IPlacementListener listener) => _listeners[topic.Role] = listener;

    public void Give(PlacedRole role, params ReadOnlySpan<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _given.Add((role, partition));
            _listeners[role].OnGiven(partition);
        }
    }

    public ValueTask JoinAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken)
    {
        foreach (var (_, partition) in _given.Where(given => given.Role == role).ToList())
        {
            await _listeners[role].OnTakenAsync(partition, cancellationToken);
        }

        _given.RemoveWhere(given => given.Role == role);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
