using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition that has been read.</summary>
/// <param name="root">The condition as a tree.</param>
internal sealed class FieldFilter(FilterNode root) : EventFilter
{
    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded) => root.Holds(record, decoded);
}
