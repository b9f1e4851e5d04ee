using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition that has been read.</summary>
internal sealed class FieldFilter(FilterNode root) : EventFilter
{
    public override bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded) => root.Holds(record, decoded);
}
