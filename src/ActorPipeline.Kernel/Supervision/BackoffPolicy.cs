namespace ActorPipeline.Kernel;

/// <summary>
/// Exponential back-off with jitter: the n-th wait (from 0) is min(<see cref="Max"/>, <see cref="Min"/>·2ⁿ)·(1 + r), r drawn
/// evenly from [0, <see cref="RandomFactor"/>) of the system's seeded randomness, so that many who fail together do not return together.
/// </summary>
public sealed record BackoffPolicy
{
    /// <summary>A policy.</summary>
    /// <param name="min">The first wait; positive.</param>
    /// <param name="max">The longest wait before jitter; not below <paramref name="min"/>.</param>
    /// <param name="randomFactor">From 0 (no jitter) to 1 (up to twice as long).</param>
    /// <param name="resetAfter">A child that lived so long after a restart begins again at <paramref name="min"/>; null takes <paramref name="max"/>.</param>
    public BackoffPolicy(TimeSpan min, TimeSpan max, double randomFactor, TimeSpan? resetAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        Min = min;
        Max = max;
        RandomFactor = randomFactor;
        ResetAfter = resetAfter ?? max;
    }

    /// <summary>The first wait.</summary>
    public TimeSpan Min { get; }

    /// <summary>The longest wait before jitter.</summary>
    public TimeSpan Max { get; }

    /// <summary>How much jitter may add, as a share of the wait.</summary>
    public double RandomFactor { get; }

    /// <summary>How long a child must live after a restart to count as recovered.</summary>
    public TimeSpan ResetAfter { get; }

    internal TimeSpan Delay(int attempt, double random)
    {
        var ticks = Math.Min(Max.Ticks, Min.Ticks * Math.Pow(2, attempt));
        return TimeSpan.FromTicks((long)(ticks * (1 + (random * RandomFactor))));
    }
}
