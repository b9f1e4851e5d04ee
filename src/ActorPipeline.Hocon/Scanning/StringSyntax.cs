using System.Globalization;
using System.Text;

namespace ActorPipeline.Hocon.Scanning;

/// <summary>Strings in quotes (JSON's rules) and in triple quotes (as they stand, over many lines).</summary>
internal static class StringSyntax
{
    private const string Triple = "\"\"\"";

    public static string ReadQuoted(Scanner scanner) =>
        scanner.At(Triple) ? ReadTriple(scanner) : ReadSingle(scanner);

    private static string ReadTriple(Scanner scanner)
    {
        scanner.Advance(Triple.Length);
        var start = scanner.Position;
        var end = scanner.IndexOf(Triple);
        if (end < 0)
        {
            throw scanner.Error("expected \"\"\" to end the string that begins here; found the end of the text");
        }

        // The last three quotes close the string: any before them belong to it.
        scanner.AdvanceTo(end);
        while (scanner.Peek(Triple.Length) == '"')
        {
            scanner.Advance();
        }

        var text = scanner.From(start).ToString();
        scanner.Advance(Triple.Length);
        return text;
    }

    private static string ReadSingle(Scanner scanner)
    {
        scanner.Advance();
        var text = new StringBuilder();
        while (!scanner.TryTake('"'))
        {
            if (scanner.Peek() < ' ')
            {
                throw scanner.Unexpected("'\"' to end the string");
            }

            text.Append(scanner.TryTake('\\') ? ReadEscape(scanner) : scanner.Take());
        }

        return text.ToString();
    }

    private static char ReadEscape(Scanner scanner)
    {
        var c = scanner.Peek() switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => ReadHex(scanner),
            _ => throw scanner.Unexpected("one of \" \\ / b f n r t u after the backslash"),
        };
        scanner.Advance();
        return c;
    }

    /// <summary>The four digits behind <c>u</c>; the scanner is left on the last of them.</summary>
    private static char ReadHex(Scanner scanner)
    {
        scanner.Advance();
        var start = scanner.Position;
        for (var digit = 0; digit < 4; digit++, scanner.Advance())
        {
            if (scanner.Peek() is var c && (c < 0 || !char.IsAsciiHexDigit((char)c)))
            {
                throw scanner.Unexpected("four hexadecimal digits after \\u");
            }
        }

        var code = ushort.Parse(scanner.From(start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        scanner.Advance(-1);
        return (char)code;
    }
}
