namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// Pauses between tries to connect: doubled from the shortest to the longest, each shortened by up to a quarter so that many clients do not return at once. One
/// caller at a time.
/// </summary>
internal sealed class ReconnectBackoff(TimeSpan shortest, TimeSpan longest, Random random)
{
    private const double Jitter = 0.25;

    // Enough for any longest pause; more would overflow.
    private const int MaxDoublings = 20;
    private int _tries;

    public TimeSpan Next()
    {
        var pause = shortest * Math.Pow(2, Math.Min(_tries++, MaxDoublings));
        pause = pause < longest ? pause : longest;
        lock (random)
        {
            return pause * (1 - (Jitter * random.NextDouble()));
        }
    }

    /// <summary>Begins again at the shortest: a connection was made.</summary>
    public void Reset() => _tries = 0;
}
