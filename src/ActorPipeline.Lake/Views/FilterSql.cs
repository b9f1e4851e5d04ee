using System.Globalization;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Views;

/// <summary>A view's condition as SQL. It is true or false, and never null.</summary>
/// <param name="columnOf">The column of a field: a text, or null where the event has none.</param>
internal sealed class FilterSql(Func<int, string> columnOf)
{
    public string Of(FilterTerm term) => term switch
    {
        AndTerm both => $"({Of(both.Left)} AND {Of(both.Right)})",
        OrTerm either => $"({Of(either.Left)} OR {Of(either.Right)})",
        NotTerm not => $"(NOT {Of(not.Inner)})",
        PresentTerm present => $"({columnOf(present.Field)} IS NOT NULL)",
        CompareTerm compare => Compare(columnOf(compare.Field), SignOf(compare.Sign), compare.Literal),
        InTerm one => $"({string.Join(" OR ", one.Literals.Select(literal => Compare(columnOf(one.Field), "=", literal)))})",
        _ => throw new NotSupportedException($"a condition of type {term.GetType().Name} has no SQL"),
    };

    // Texts compare byte by byte, in DuckDB as well.
    private static string Compare(string column, string sign, FilterLiteral literal) => literal.Number is { } number
        ? $"coalesce({ViewFunctions.Number}({column}) {sign} {Literal(number)}, false)"
        : $"coalesce({column} {sign} ({Text(literal.Text)}), false)";

    // A statement ends where a zero byte stands.
    private static string Text(string text) => string.Join(" || chr(0) || ", text.Split('\0').Select(DuckDbSql.Text));

    private static string Literal(Int128 number)
    {
        var units = Int128.Abs(number).ToString("D10", CultureInfo.InvariantCulture);
        return $"'{(number < 0 ? "-" : "")}{units[..^9]}.{units[^9..]}'::DECIMAL(38, 9)";
    }

    private static string SignOf(FilterSign sign) => sign switch
    {
        FilterSign.Equal => "=",
        FilterSign.Less => "<",
        FilterSign.LessOrEqual => "<=",
        FilterSign.Greater => ">",
        _ => ">=",
    };
}
