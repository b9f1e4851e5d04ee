using System.Buffers;
using System.Text;

namespace ActorPipeline.Decoding.Time;

internal static class DatePatternParser
{
    private static readonly SearchValues<char> LettersAndQuote = SearchValues.Create("'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The elements of a pattern.</summary>
    /// <exception cref="FormatException">It is no date pattern, or lacks part of a date; the message says what was expected.</exception>
    public static DateElement[] Parse(string pattern)
    {
        var elements = new List<DateElement>();
        for (var at = 0; at < pattern.Length;)
        {
            elements.Add(char.IsAsciiLetter(pattern[at]) ? TakeLetters(pattern, ref at) : TakeLiteral(pattern, ref at));
        }

        Check(elements);
        return [.. elements];
    }

    private static DateElement TakeLetters(string pattern, ref int at)
    {
        var start = at;
        while (at < pattern.Length && pattern[at] == pattern[start])
        {
            at++;
        }

        return DateElement.Of(pattern[start], at - start);
    }

    private static DateElement TakeLiteral(string pattern, ref int at)
    {
        if (pattern[at] != '\'')
        {
            var end = pattern.AsSpan(at).IndexOfAny(LettersAndQuote);
            var plain = end < 0 ? pattern[at..] : pattern.Substring(at, end);
            at += plain.Length;
            return DateElement.OfLiteral(Encoding.UTF8.GetBytes(plain));
        }

        // '' is an apostrophe, inside quotes as well as outside.
        var close = pattern.IndexOf('\'', at + 1);
        while (close > at + 1 && close + 1 < pattern.Length && pattern[close + 1] == '\'')
        {
            close = pattern.IndexOf('\'', close + 2);
        }

        if (close < 0)
        {
            throw new FormatException($"a date pattern whose literals end with a quote, as in yyyy-MM-dd'T'HH:mm:ss, and one at character {at + 1} does not");
        }

        var quoted = pattern[(at + 1)..close];
        at = close + 1;
        return DateElement.OfLiteral(Encoding.UTF8.GetBytes(quoted.Length == 0 ? "'" : quoted.Replace("''", "'", StringComparison.Ordinal)));
    }

    private static void Check(List<DateElement> elements)
    {
        var kinds = elements.Where(element => element.Kind != DateElementKind.Literal)
            .Select(element => element.Kind == DateElementKind.MonthName ? DateElementKind.Month : element.Kind).ToList();
        var missing = new[] { (DateElementKind.Year, "yyyy"), (DateElementKind.Month, "MM"), (DateElementKind.Day, "dd") }
            .Where(needed => !kinds.Contains(needed.Item1)).Select(needed => needed.Item2).ToList();
        if (missing.Count > 0)
        {
            throw new FormatException(
                $"a date pattern with year, month and day (it has no {string.Join(" and no ", missing)}), or one of unix, unix-ms, iso, apache, auto");
        }

        if (kinds.Distinct().Count() != kinds.Count)
        {
            throw new FormatException("a date pattern that names each part of a time once");
        }

        if (kinds.Contains(DateElementKind.HalfDayHour) != kinds.Contains(DateElementKind.HalfDay)
            || (kinds.Contains(DateElementKind.HalfDayHour) && kinds.Contains(DateElementKind.Hour)))
        {
            throw new FormatException("a date pattern with either H, or h together with a");
        }
    }
}
