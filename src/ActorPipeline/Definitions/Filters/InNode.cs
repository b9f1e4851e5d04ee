using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>Holds when a field's value is one of a list; never for a missing value.</summary>
internal sealed class InNode(int field, FilterLiteral[] literals) : FilterNode
{
    public override bool Holds(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        if (!decoded.Has(field))
        {
            return false;
        }

        var value = decoded.Value(record, field);
        foreach (var literal in literals)
        {
            if (literal.TryCompare(value, out var order) && order == 0)
            {
                return true;
            }
        }

        return false;
    }
}
