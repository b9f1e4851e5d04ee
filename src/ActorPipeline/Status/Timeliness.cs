using System.Globalization;

namespace ActorPipeline.Status;

/// <summary>How timely the last events of a pipeline's source were, as far as this node read them. Immutable.</summary>
/// <param name="Events">How many there were, dead letters left out.</param>
/// <param name="Late">How many of them came after the allowed lateness of every view.</param>
/// <param name="HeldBack">How many of them lie ahead of event time and did not move it there: jumps, and those too far ahead of their records.</param>
public sealed record Timeliness(long Events, long Late, long HeldBack)
{
    // Of fewer events a share says nothing, and a smaller one comes with any source.
    private const int FewestEvents = 100;
    private const double NotableShare = 0.01;

    /// <summary>Of no events.</summary>
    public static Timeliness None { get; } = new(0, 0, 0);

    /// <summary>Whether somebody should know.</summary>
    public bool IsNotable => Events >= FewestEvents && Math.Max(Late, HeldBack) >= NotableShare * Events;

    /// <summary>Of these events and others together.</summary>
    public Timeliness And(Timeliness other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Timeliness(Events + other.Events, Late + other.Late, HeldBack + other.HeldBack);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"of the last {Events} events {Late} were late, and {HeldBack} lie ahead of event time and did not move it");
}
