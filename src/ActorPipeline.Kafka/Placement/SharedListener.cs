using ActorPipeline.Placement;

namespace ActorPipeline.Kafka.Placement;

/// <summary>Two listeners to one topic: a partition is handed over when both have done so.</summary>
/// <param name="first">One.</param>
/// <param name="second">The other.</param>
internal sealed class SharedListener(IPlacementListener first, IPlacementListener second) : IPlacementListener
{
    /// <inheritdoc/>
    public void OnGiven(int partition)
    {
        first.OnGiven(partition);
        second.OnGiven(partition);
    }

    /// <inheritdoc/>
    public Task OnTakenAsync(int partition, CancellationToken inHaste) =>
        Task.WhenAll(first.OnTakenAsync(partition, inHaste), second.OnTakenAsync(partition, inHaste));

    /// <inheritdoc/>
    public void OnLost(int partition)
    {
        first.OnLost(partition);
        second.OnLost(partition);
    }
}
