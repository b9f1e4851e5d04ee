namespace ActorPipeline.Cluster;

/// <summary>Pauses that double from a shortest to a longest. One caller at a time.</summary>
/// <param name="range">Shortest and longest pause.</param>
/// <param name="time">The clock.</param>
internal sealed class BusBackoff((TimeSpan Shortest, TimeSpan Longest) range, TimeProvider time)
{
    private TimeSpan _next = range.Shortest;

    /// <summary>Waits for the next pause.</summary>
    /// <returns>False when it was cancelled.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next;
        _next = pause * 2 < range.Longest ? pause * 2 : range.Longest;
        try
        {
            await Task.Delay(pause, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
