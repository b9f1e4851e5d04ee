namespace ActorPipeline.EventLake;

/// <summary>A file that lies in the lake, or a list of events that stands for one.</summary>
/// <param name="Span">The offsets it covers: it holds every event of its hour within them.</param>
public sealed record LakeEntry(LakeHour Hour, LakeSpan Span, long Bytes)
{
    /// <summary>Whether this file holds all that another does, and more.</summary>
    public bool Covers(LakeEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Hour == other.Hour && Span.Covers(other.Span) && Span != other.Span;
    }
}
