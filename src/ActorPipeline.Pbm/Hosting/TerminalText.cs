using System.Globalization;
using System.Text;

namespace ActorPipeline.Pbm.Hosting;

/// <summary>What of a text a terminal may have. Texts come from nodes, and in them from events that anybody may send.</summary>
internal static class TerminalText
{
    /// <summary>Whether a letter does something to a terminal instead of standing there: control characters, those that turn the direction of the text around
    /// them, and those that end a line or paragraph.</summary>
    public static bool IsUnsafe(char letter) =>
        char.IsControl(letter) || letter is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029';

    public static bool IsSafe(string text) => !text.Any(IsUnsafe);

    /// <summary>Spells out what is unsafe, on one line, as JSON does.</summary>
    public static string Escape(string text)
    {
        if (IsSafe(text))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                _ when IsUnsafe(letter) => escaped.Append(CodeOf(letter)),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    public static string CodeOf(char letter) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
}
