using System.Text;

namespace ActorPipeline.Lake.Sql;

/// <summary>A statement as a text: where it ends, and where in it something stands.</summary>
internal static class SqlText
{
    private const int MostShown = 100;

    // DuckDB's messages may hold values.
    private const int MostSaid = 2_000;

    /// <summary>Where the semicolon stands that ends a text's first statement; the text's end where there is none.</summary>
    /// <remarks>What is behind it is looked at by nobody, so it must be nothing: see <see cref="IsNothing"/>. Whether what is before it is a statement, DuckDB
    /// says.</remarks>
    public static int EndOf(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ';')
            {
                return i;
            }

            i = Next(text, i);
        }

        return text.Length;
    }

    /// <summary>Whether a text has only spaces, comments and semicolons.</summary>
    public static bool IsNothing(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var next = Next(text, i);
            var isComment = next - i > 1 && (text[i] is '-' or '/');
            if (!isComment && !char.IsWhiteSpace(text[i]) && text[i] != ';')
            {
                return false;
            }

            i = next;
        }

        return true;
    }

    /// <summary>A message, cut where it is too long to be told.</summary>
    public static string Cut(string message) => message.Length <= MostSaid ? message : $"{message[..MostSaid]}…";

    /// <summary>Adds to an outcome where its reason stands, and shows it as DuckDB does.</summary>
    /// <param name="at">The place, in characters of the text.</param>
    public static SqlOutcome Place(SqlOutcome outcome, string text, int at)
    {
        at = Math.Clamp(at, 0, text.Length);
        var begin = text.LastIndexOf('\n', Math.Max(0, at - 1), Math.Max(0, at)) + 1;
        var end = text.IndexOf('\n', at) is >= 0 and var newLine ? newLine : text.Length;
        var (line, column) = (text.AsSpan(0, begin).Count('\n') + 1, at - begin);

        // Of a long line what is around the place.
        var from = Math.Max(begin, at - (MostShown / 2));
        var shown = text[from..Math.Min(end, from + MostShown)].TrimEnd('\r').Replace('\t', ' ');
        var label = $"LINE {line}: ";
        return outcome with
        {
            Detail = $"{outcome.Detail}\n{label}{shown}\n{new string(' ', label.Length + at - from)}^",
            Line = line,
            Column = column + 1,
        };
    }

    /// <summary>The character of a text that begins at a byte of its UTF-8 form.</summary>
    public static int CharacterAt(string text, long offset)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Clamp(offset, 0, bytes.Length));
    }

    /// <summary>The character of a text at a number of code points.</summary>
    public static int CharacterAtPoint(string text, long points)
    {
        var at = 0;
        for (; points > 0 && at < text.Length; points--)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
        }

        return at;
    }

    // Behind what begins here: a quoted text or name, a comment, or one character. Where a quote has no end, the text's.
    private static int Next(string text, int i) => text[i] switch
    {
        '\'' => IsEscaped(text, i) ? BehindEscaped(text, i + 1) : Behind(text, "'", i + 1),
        '"' => Behind(text, "\"", i + 1),
        '-' when text.AsSpan(i).StartsWith("--") => Behind(text, "\n", i + 2),
        '/' when text.AsSpan(i).StartsWith("/*") => BehindComment(text, i + 2),
        '$' when DollarTag(text, i) is { } tag => Behind(text, tag, i + tag.Length),
        _ => i + 1,
    };

    private static int Behind(string text, string end, int from) =>
        text.IndexOf(end, from, StringComparison.Ordinal) is >= 0 and var at ? at + end.Length : text.Length;

    // E'…', where E is no end of a name.
    private static bool IsEscaped(string text, int quote) =>
        quote > 0 && (text[quote - 1] is 'e' or 'E') && (quote == 1 || !(char.IsLetterOrDigit(text[quote - 2]) || text[quote - 2] == '_'));

    private static int BehindEscaped(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\'')
            {
                return i + 1;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return text.Length;
    }

    // Comments may have others within.
    private static int BehindComment(string text, int from)
    {
        var depth = 1;
        for (var i = from; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            var step = rest.StartsWith("/*") ? 1 : rest.StartsWith("*/") ? -1 : 0;
            depth += step;
            i += Math.Abs(step);
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    // $$ or $name$; a $1 is none.
    private static string? DollarTag(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end < text.Length && text[end] == '$' && (end == i + 1 || !char.IsDigit(text[i + 1])) ? text[i..(end + 1)] : null;
    }
}
