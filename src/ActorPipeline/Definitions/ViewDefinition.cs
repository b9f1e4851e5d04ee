using ActorPipeline.Definitions.Filters;

namespace ActorPipeline.Definitions;

/// <summary>A view: windowed columns per key, with a breakdown where declared. Immutable.</summary>
public sealed record ViewDefinition
{
    /// <summary>The view's name: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Indexes of the fields that make the key: the identity of an entity, and what is sharded.</summary>
    public required IReadOnlyList<int> KeyFields { get; init; }

    /// <summary>Indexes of the fields of the breakdown kept inside an entity; empty without one.</summary>
    public required IReadOnlyList<int> ByFields { get; init; }

    /// <summary>Names of <see cref="KeyFields"/>, in order.</summary>
    public required IReadOnlyList<string> KeyNames { get; init; }

    /// <summary>Names of <see cref="ByFields"/>, in order.</summary>
    public required IReadOnlyList<string> ByNames { get; init; }

    /// <summary>The windows.</summary>
    public required WindowDefinition Window { get; init; }

    /// <summary>The columns in the order they are declared.</summary>
    public required IReadOnlyList<ColumnDefinition> Columns { get; init; }

    /// <summary>Which events the view takes; null takes all.</summary>
    public EventFilter? Where { get; init; }

    /// <summary>The lists of names rows are looked up by in a distributed store (<c>[[topic, window], [topic, page]]</c>); at least the key.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> ServeBy { get; init; }
}

/// <summary>Windows aligned to the epoch: start = k × every, end = start + length. Or those of a zone's clock, which begin when it shows a multiple of the
/// length and are shorter or longer where the clock is set forward or back.</summary>
/// <param name="LengthMs">Length in milliseconds.</param>
/// <param name="EveryMs">Distance of two windows' starts in milliseconds; equal to the length for tumbling windows, never more.</param>
/// <param name="Zone">IANA name of the zone whose clock windows follow, with a length of hours that divide a day or of whole days, and no other distance;
/// null for none.</param>
public readonly record struct WindowDefinition(long LengthMs, long EveryMs, string? Zone = null)
{
    /// <summary>Length of a pane in milliseconds: the largest slice of time that every window holds either whole or not at all.</summary>
    public long PaneMs => GreatestCommonDivisor(LengthMs, EveryMs);

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

/// <summary>What a column computes.</summary>
public enum ColumnKind
{
    /// <summary>Number of events.</summary>
    Count,

    /// <summary>Number of different values of a field: exact, or a HyperLogLog estimate above the configured size.</summary>
    Distinct,

    /// <summary>Sum of a numeric field, exact to nine decimals.</summary>
    Sum,

    /// <summary>Smallest value of a numeric field; none where no event has the field.</summary>
    Min,

    /// <summary>Largest value of a numeric field; none where no event has the field.</summary>
    Max,

    /// <summary>Mean of a numeric field; none where no event has the field.</summary>
    Avg,

    /// <summary>Value of a field in the event with the largest (event time, source partition, source offset) among those that have it; none where
    /// no event has.</summary>
    Last,
}

/// <summary>One column of a view.</summary>
/// <param name="Field">Index of the field it reads; -1 for <see cref="ColumnKind.Count"/>.</param>
public sealed record ColumnDefinition(string Name, ColumnKind Kind, int Field)
{
    /// <summary>The type of the column's values in rows.</summary>
    public ColumnType Type => Kind switch
    {
        ColumnKind.Count or ColumnKind.Distinct => ColumnType.WholeNumber,
        ColumnKind.Sum or ColumnKind.Min or ColumnKind.Max => ColumnType.FixedPoint,
        ColumnKind.Avg => ColumnType.Real,
        _ => ColumnType.Text,
    };

    /// <summary>Whether a row may have no value: counts and sums of nothing are 0, of the others there is none.</summary>
    public bool MayLackValue => Kind is ColumnKind.Min or ColumnKind.Max or ColumnKind.Avg or ColumnKind.Last;
}

/// <summary>The type of a column's values in rows.</summary>
public enum ColumnType
{
    /// <summary>64-bit integer.</summary>
    WholeNumber,

    /// <summary>Fixed point with nine decimals: a 128-bit integer in units of 10⁻⁹.</summary>
    FixedPoint,

    /// <summary>IEEE double.</summary>
    Real,

    /// <summary>UTF-8 text.</summary>
    Text,
}
