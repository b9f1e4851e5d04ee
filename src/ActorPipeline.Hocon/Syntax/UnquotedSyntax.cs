using ActorPipeline.Hocon.Scanning;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>Text without quotes, up to the next whitespace or reserved character.</summary>
internal static class UnquotedSyntax
{
    public static Literal Read(Scanner scanner)
    {
        var origin = scanner.Origin;
        var start = scanner.Position;
        while (scanner.AtUnquoted || AtExponentSign(scanner, start))
        {
            scanner.Advance();
            scanner.SkipLetters();
        }

        return new Literal(HoconScalar.Unquoted(origin, scanner.From(start).ToString()));
    }

    /// <summary>A plus is reserved, save in a number such as <c>1e+5</c>.</summary>
    private static bool AtExponentSign(Scanner scanner, int start)
    {
        var text = scanner.From(start);
        return scanner.Peek() == '+'
            && scanner.Peek(1) is >= '0' and <= '9'
            && text is [.. var mantissa, 'e' or 'E']
            && JsonNumber.Matches(mantissa);
    }
}
