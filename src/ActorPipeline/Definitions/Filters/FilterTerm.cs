namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition as it was read, or part of one: what it is compiled from, and what SQL is made of. Immutable.</summary>
internal abstract record FilterTerm
{
    /// <summary>Makes what is asked of every event.</summary>
    public abstract Condition Compile();
}

/// <summary>Both of two.</summary>
internal sealed record AndTerm(FilterTerm Left, FilterTerm Right) : FilterTerm
{
    public override Condition Compile()
    {
        var (left, right) = (Left.Compile(), Right.Compile());
        return (record, decoded) => left(record, decoded) && right(record, decoded);
    }
}

/// <summary>At least one of two.</summary>
internal sealed record OrTerm(FilterTerm Left, FilterTerm Right) : FilterTerm
{
    public override Condition Compile()
    {
        var (left, right) = (Left.Compile(), Right.Compile());
        return (record, decoded) => left(record, decoded) || right(record, decoded);
    }
}

/// <summary>The opposite.</summary>
internal sealed record NotTerm(FilterTerm Inner) : FilterTerm
{
    public override Condition Compile()
    {
        var inner = Inner.Compile();
        return (record, decoded) => !inner(record, decoded);
    }
}

/// <summary>Whether the event has a value for a field.</summary>
internal sealed record PresentTerm(int Field) : FilterTerm
{
    public override Condition Compile() => (_, decoded) => decoded.Has(Field);
}

/// <summary>Whether the event has a value for a field that compares to a literal in some way.</summary>
internal sealed record CompareTerm(int Field, FilterSign Sign, FilterLiteral Literal) : FilterTerm
{
    public override Condition Compile()
    {
        Func<int, bool> holds = Sign switch
        {
            FilterSign.Equal => static order => order == 0,
            FilterSign.Less => static order => order < 0,
            FilterSign.LessOrEqual => static order => order <= 0,
            FilterSign.Greater => static order => order > 0,
            _ => static order => order >= 0,
        };
        return (record, decoded) => decoded.Has(Field) && Literal.TryCompare(decoded.Value(record, Field), out var order) && holds(order);
    }
}

/// <summary>Whether the event has a value for a field that is one of some literals.</summary>
internal sealed record InTerm(int Field, IReadOnlyList<FilterLiteral> Literals) : FilterTerm
{
    public override Condition Compile() => (record, decoded) => decoded.Has(Field) && IsOneOf(decoded.Value(record, Field));

    private bool IsOneOf(ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < Literals.Count; i++)
        {
            if (Literals[i].TryCompare(value, out var order) && order == 0)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a value compares to a literal.</summary>
internal enum FilterSign
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
