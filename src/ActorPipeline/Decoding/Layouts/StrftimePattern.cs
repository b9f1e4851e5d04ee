using System.Text;

namespace ActorPipeline.Decoding.Layouts;

/// <summary>Date formats of C's <c>strftime</c>, as Apache takes them in <c>%{format}t</c>, as date patterns.</summary>
internal static class StrftimePattern
{
    /// <summary>The same format as a date pattern; null where it holds what such a pattern has no word for.</summary>
    public static string? Convert(string format)
    {
        var pattern = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            var part = format[at] != '%' ? Literal(format[at]) : at + 1 < format.Length ? Conversion(format[++at]) : null;
            if (part is null)
            {
                return null;
            }

            pattern.Append(part);
        }

        return pattern.ToString();
    }

    private static string Literal(char letter) => char.IsAsciiLetter(letter) ? $"'{letter}'" : letter == '\'' ? "''" : $"{letter}";

    private static string? Conversion(char letter) => letter switch
    {
        'Y' => "yyyy",
        'y' => "yy",
        'm' => "MM",
        'b' or 'h' => "MMM",
        'B' => "MMMM",
        'd' => "dd",
        'a' => "EEE",
        'H' => "HH",
        'I' => "hh",
        'p' => "a",
        'M' => "mm",
        'S' => "ss",
        'z' => "Z",
        'T' => "HH:mm:ss",
        'R' => "HH:mm",
        'F' => "yyyy-MM-dd",
        'D' => "MM/dd/yy",
        '%' => "%",
        _ => null,
    };
}
