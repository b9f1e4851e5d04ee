using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition, or part of one. Immutable; allocates nothing when asked.</summary>
internal abstract class FilterNode
{
    /// <summary>Whether the condition holds for an event.</summary>
    public abstract bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded);
}

/// <summary>Holds when both hold.</summary>
internal sealed class AndNode(FilterNode left, FilterNode right) : FilterNode
{
    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => left.Holds(record, decoded) && right.Holds(record, decoded);
}

/// <summary>Holds when one or both hold.</summary>
internal sealed class OrNode(FilterNode left, FilterNode right) : FilterNode
{
    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => left.Holds(record, decoded) || right.Holds(record, decoded);
}

/// <summary>Holds when the other does not.</summary>
internal sealed class NotNode(FilterNode inner) : FilterNode
{
    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => !inner.Holds(record, decoded);
}

/// <summary>Holds when the event has a value for a field.</summary>
internal sealed class PresentNode(int field) : FilterNode
{
    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded) => decoded.Has(field);
}
