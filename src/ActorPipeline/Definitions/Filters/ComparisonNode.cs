using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

internal enum ComparisonKind
{
    Equal,

    Less,

    LessOrEqual,

    Greater,

    GreaterOrEqual,
}

/// <summary>Holds when a field's value compares to a literal as demanded; never for a missing value.</summary>
internal sealed class ComparisonNode(int field, ComparisonKind kind, FilterLiteral literal) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        if (!decoded.Has(field) || !literal.TryCompare(decoded.Value(record, field), out var order))
        {
            return false;
        }

        return kind switch
        {
            ComparisonKind.Equal => order == 0,
            ComparisonKind.Less => order < 0,
            ComparisonKind.LessOrEqual => order <= 0,
            ComparisonKind.Greater => order > 0,
            _ => order >= 0,
        };
    }
}
