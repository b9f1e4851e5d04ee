namespace ActorPipeline.BatchViews;

/// <summary>How far the rows of two layers differ. Immutable.</summary>
/// <param name="Compared">How many rows were compared: one of both layers counts once.</param>
/// <param name="OnlyBatch">Rows that shards do not have.</param>
/// <param name="OnlySpeed">Rows that the batch does not have.</param>
/// <param name="Different">Rows of both layers with different values.</param>
/// <param name="Approximate">Rows that differ because shards had no room for exact ones: distinct counts that are estimates, and windows with an overflow
/// key. They are no drift.</param>
/// <param name="First">A row that drifts, for people; null for none.</param>
public sealed record RowDrift(long Compared, long OnlyBatch, long OnlySpeed, long Different, long Approximate, string? First)
{
    /// <summary>Nothing was compared.</summary>
    public static RowDrift None { get; } = new(0, 0, 0, 0, 0, null);

    /// <summary>How many rows drift.</summary>
    public long Rows => OnlyBatch + OnlySpeed + Different;

    /// <summary>Two parts together.</summary>
    public RowDrift Plus(RowDrift other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RowDrift(
            Compared + other.Compared,
            OnlyBatch + other.OnlyBatch,
            OnlySpeed + other.OnlySpeed,
            Different + other.Different,
            Approximate + other.Approximate,
            First ?? other.First);
    }
}

/// <summary>How far a view's rows of batch and shards differ, over all that was compared. Immutable.</summary>
/// <param name="UpToMs">Of every hour that the batch has, windows were compared that had ended by then, unix milliseconds.</param>
public sealed record ViewDrift(string View, long UpToMs, RowDrift Rows);
