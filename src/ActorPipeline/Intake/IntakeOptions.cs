namespace ActorPipeline.Intake;

/// <summary>How the intake gathers events into batches.</summary>
/// <param name="BatchEvents">The most source records one batch covers.</param>
/// <param name="BatchBytes">About how many bytes a batch for one shard has at the most: well below what a log takes as one record.</param>
/// <param name="ReadBytes">About how many bytes of source records are read at a time.</param>
/// <param name="Linger">How long a batch that is not full may wait for more.</param>
/// <param name="MaxInFlight">The most batches per source partition that are written but not yet acknowledged; more make the reader wait.</param>
/// <param name="MaxKeyBytes">The longest key, breakdown or value in bytes; a longer key counts under an overflow key, a longer value is a dead letter.</param>
/// <param name="IdleTick">How often an idle partition moves its watermark on, while windows are open.</param>
public sealed record IntakeOptions(
    int BatchEvents = 8_192,
    int BatchBytes = 512 << 10,
    int ReadBytes = 1 << 20,
    TimeSpan? Linger = null,
    int MaxInFlight = 16,
    int MaxKeyBytes = 1_024,
    TimeSpan? IdleTick = null)
{
    /// <summary>How long a batch that is not full may wait.</summary>
    public TimeSpan LingerOrDefault => Linger ?? TimeSpan.FromMilliseconds(50);

    /// <summary>How often an idle partition moves its watermark on.</summary>
    public TimeSpan IdleTickOrDefault => IdleTick ?? TimeSpan.FromSeconds(1);
}
