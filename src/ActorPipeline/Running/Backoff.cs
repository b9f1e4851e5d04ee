namespace ActorPipeline.Running;

/// <summary>Pauses that double from a shortest to a longest, each lengthened by chance so that many who fail together do not return together. One caller at a time.</summary>
/// <param name="random">Draws by how much a pause is lengthened.</param>
internal sealed class Backoff((TimeSpan Shortest, TimeSpan Longest) range, TimeProvider time, Random random)
{
    private const double MostJitter = 0.2;

    private TimeSpan _next = range.Shortest;

    /// <summary>Waits for the next pause.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next * (1 + (random.NextDouble() * MostJitter));
        _next = _next * 2 < range.Longest ? _next * 2 : range.Longest;
        await Task.Delay(pause, time, cancellationToken);
    }
}
