using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition, or part of one. Immutable; allocates nothing when asked.</summary>
internal abstract class FilterNode
{
    public abstract bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded);
}

internal sealed class AndNode(FilterNode left, FilterNode right) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => left.Holds(record, decoded) && right.Holds(record, decoded);
}

/// <summary>Holds when one or both hold.</summary>
internal sealed class OrNode(FilterNode left, FilterNode right) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => left.Holds(record, decoded) || right.Holds(record, decoded);
}

/// <summary>Holds when the other does not.</summary>
internal sealed class NotNode(FilterNode inner) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => !inner.Holds(record, decoded);
}

/// <summary>Holds when the event has a value for a field.</summary>
internal sealed class PresentNode(int field) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => decoded.Has(field);
}
