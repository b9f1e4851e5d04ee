namespace ActorPipeline.Running;

/// <summary>Pauses that double up to a longest, each lengthened by chance so that who fail together do not return together. One caller at a time.</summary>
internal sealed class Backoff((TimeSpan Shortest, TimeSpan Longest) range, TimeProvider time, Random random)
{
    private const double MostJitter = 0.2;

    private TimeSpan _next = range.Shortest;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next * (1 + (random.NextDouble() * MostJitter));
        _next = _next * 2 < range.Longest ? _next * 2 : range.Longest;
        await Task.Delay(pause, time, cancellationToken);
    }
}
