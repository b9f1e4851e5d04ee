namespace ActorPipeline.Hocon.Values;

/// <summary>JSON's grammar of numbers: <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?</c>.</summary>
internal static class JsonNumber
{
    public static bool Matches(ReadOnlySpan<char> text)
    {
        var rest = text.StartsWith('-') ? text[1..] : text;
        var whole = Digits(rest);
        if (whole == 0 || (whole > 1 && rest[0] == '0'))
        {
            return false;
        }

        return Fraction(rest[whole..]);
    }

    private static bool Fraction(ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith('.'))
        {
            return Exponent(rest);
        }

        var digits = Digits(rest[1..]);
        return digits > 0 && Exponent(rest[(1 + digits)..]);
    }

    private static bool Exponent(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is not ('e' or 'E'))
        {
            return false;
        }

        rest = rest[1..];
        rest = rest.Length > 0 && rest[0] is '+' or '-' ? rest[1..] : rest;
        return rest.Length > 0 && Digits(rest) == rest.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
