namespace ActorPipeline.TestKit.Faults;

/// <summary>How often an in-memory log or store fails, from 0 (never) to 1 (always), and how slow it is. All zero: fast and faultless.</summary>
public sealed record FaultRates
{
    /// <summary>No faults, no latency.</summary>
    public static FaultRates None { get; } = new();

    /// <summary>Every call takes an even draw from 0 up to this long.</summary>
    public TimeSpan MaxLatency { get; init; }

    /// <summary>How often a call takes <see cref="SlowLatency"/> instead.</summary>
    public double Slow { get; init; }

    /// <summary>How long a slow call takes.</summary>
    public TimeSpan SlowLatency { get; init; }

    /// <summary>An append fails without taking effect.</summary>
    public double AppendRefused { get; init; }

    /// <summary>An append takes effect and fails all the same.</summary>
    public double AppendUnknown { get; init; }

    /// <summary>An append fails, and takes effect later.</summary>
    public double AppendDelayed { get; init; }

    /// <summary>A read of the log, or a question about it, fails.</summary>
    public double LogRefused { get; init; }

    /// <summary>A commit is acknowledged, and gone after the next crash of its client.</summary>
    public double CommitLost { get; init; }

    /// <summary>A call of the store fails without taking effect.</summary>
    public double StoreRefused { get; init; }

    /// <summary>A write of rows takes up to this much longer than other calls.</summary>
    public TimeSpan MaxRowLatency { get; init; }

    /// <summary>A write of rows takes effect in part and fails.</summary>
    public double RowsPartial { get; init; }

    /// <summary>The outcome of a compare-and-set is unknown, and it took effect.</summary>
    public double MoveUnknownApplied { get; init; }

    /// <summary>The outcome of a compare-and-set is unknown, and it had no effect.</summary>
    public double MoveUnknownRefused { get; init; }

    /// <summary>The outcome of a compare-and-set is unknown, and it is tried once more later.</summary>
    public double MoveUnknownDelayed { get; init; }

    /// <summary>What was under way when its client crashed takes effect nevertheless.</summary>
    public double LandsAfterCrash { get; init; }
}
