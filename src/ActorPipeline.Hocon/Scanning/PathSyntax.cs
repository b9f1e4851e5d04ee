using System.Text;

namespace ActorPipeline.Hocon.Scanning;

/// <summary>Path expressions, as they stand in keys and substitutions.</summary>
internal static class PathSyntax
{
    /// <summary>Reads a path up to the first character that cannot belong to it; whitespace after it is skipped.</summary>
    public static string[] Read(Scanner scanner)
    {
        var names = new List<string>(1);
        var name = new StringBuilder();
        do
        {
            names.Add(ReadName(scanner, name));
        }
        while (scanner.TryTake('.'));
        return [.. names];
    }

    private static string ReadName(Scanner scanner, StringBuilder name)
    {
        name.Clear();
        var quoted = false;
        var pending = scanner.Position;
        while (true)
        {
            scanner.SkipSpace();
            if (scanner.Peek() == '"')
            {
                name.Append(scanner.From(pending)).Append(StringSyntax.ReadQuoted(scanner));
                quoted = true;
            }
            else if (scanner.Peek() != '.' && scanner.AtUnquoted)
            {
                SkipRun(scanner);
                name.Append(scanner.From(pending));
            }
            else
            {
                break;
            }

            pending = scanner.Position;
        }

        // Whitespace before a dot belongs to the name; at the end of the path it does not.
        name.Append(scanner.Peek() == '.' && name.Length > 0 ? scanner.From(pending) : default);
        return name.Length > 0 || quoted ? name.ToString() : throw scanner.Unexpected("a name (an empty one is written \"\")");
    }

    private static void SkipRun(Scanner scanner)
    {
        while (scanner.Peek() != '.' && scanner.AtUnquoted)
        {
            scanner.Advance();
            scanner.SkipLetters();
        }
    }
}
