namespace ActorPipeline.Actors.Streams;

/// <summary>How far a replay of dead letters has come. Immutable. Every record read is counted once: <c>Read = Replayed + Repeated + Unreadable</c>.</summary>
/// <param name="Replayed">Letters whose bytes are durable in the source topic again.</param>
/// <param name="Repeated">Letters left out because one of the same source position was replayed before, in this replay.</param>
/// <param name="Unreadable">Records left out because they do not say where their event came from.</param>
/// <param name="Through">The offset of the dead-letter topic below which every letter is accounted for; -1 when nothing was read.</param>
public sealed record DeadLetterReplayed(long Replayed, long Repeated, long Unreadable, long Through)
{
    /// <summary>Nothing yet.</summary>
    public static DeadLetterReplayed None { get; } = new(0, 0, 0, -1);

    /// <summary>Records of the dead-letter topic that are accounted for.</summary>
    public long Read => Replayed + Repeated + Unreadable;

    /// <summary>What both have done.</summary>
    internal DeadLetterReplayed Plus(DeadLetterReplayed next) => new(
        Replayed + next.Replayed, Repeated + next.Repeated, Unreadable + next.Unreadable, Math.Max(Through, next.Through));
}
