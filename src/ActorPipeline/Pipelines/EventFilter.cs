using ActorPipeline.Events;

namespace ActorPipeline.Pipelines;

/// <summary>A condition on an event's fields, from a view's <c>where</c>. Immutable and safe to share between threads.</summary>
public abstract class EventFilter
{
    /// <summary>The condition as it was declared.</summary>
    public required string Text { get; init; }

    /// <summary>Tells whether the view takes an event.</summary>
    /// <param name="record">The record the event was decoded from.</param>
    /// <param name="decoded">The decoded event.</param>
    /// <returns>True when the event is taken.</returns>
    public abstract bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded);
}
