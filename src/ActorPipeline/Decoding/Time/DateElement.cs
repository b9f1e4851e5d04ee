namespace ActorPipeline.Decoding.Time;

/// <summary>What an element of a date pattern stands for.</summary>
internal enum DateElementKind
{
    Literal,

    /// <summary>The year, in four digits or two (of this century).</summary>
    Year,

    Month,

    MonthName,

    Day,

    /// <summary>The English name of the day of the week, its first three letters; must be that of the date.</summary>
    Weekday,

    Hour,

    HalfDayHour,

    HalfDay,

    Minute,

    Second,

    Fraction,

    Offset,
}

/// <summary>One element of a date pattern.</summary>
/// <param name="Width">How many digits it has, exactly; 1 means one or two.</param>
/// <param name="Literal">The bytes of a literal.</param>
internal readonly record struct DateElement(DateElementKind Kind, int Width, byte[] Literal)
{
    private const string Letters = "y, u, M, d, E, H, h, a, m, s, S, X and Z";

    /// <summary>The element a run of one letter stands for.</summary>
    /// <exception cref="FormatException">It stands for nothing.</exception>
    public static DateElement Of(char letter, int count)
    {
        var (kind, width) = (letter, count) switch
        {
            ('y' or 'u', 4 or 2) => (DateElementKind.Year, count),
            ('M', 1 or 2) => (DateElementKind.Month, count),
            ('M', 3 or 4) => (DateElementKind.MonthName, count),
            ('d', 1 or 2) => (DateElementKind.Day, count),
            ('E', <= 3) => (DateElementKind.Weekday, 3),
            ('H', 1 or 2) => (DateElementKind.Hour, count),
            ('h', 1 or 2) => (DateElementKind.HalfDayHour, count),
            ('a', 1) => (DateElementKind.HalfDay, 2),
            ('m', 1 or 2) => (DateElementKind.Minute, count),
            ('s', 1 or 2) => (DateElementKind.Second, count),
            ('S', <= 9) => (DateElementKind.Fraction, count),
            ('X', <= 3) or ('Z', 1) => (DateElementKind.Offset, 0),
            _ => throw new FormatException(
                $"a date pattern made of {Letters} and 'literals' in quotes, as in yyyy-MM-dd'T'HH:mm:ss, and '{new string(letter, count)}' "
                + "stands for nothing"),
        };
        return new DateElement(kind, width, []);
    }

    public static DateElement OfLiteral(byte[] bytes) => new(DateElementKind.Literal, bytes.Length, bytes);
}
