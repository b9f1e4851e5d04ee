namespace ActorPipeline.Cql;

/// <summary>What a statement is, as far as executing it safely depends on it. Read off its words: comments, strings and quoted names do not count.</summary>
/// <param name="IsRead">A SELECT: executing it twice does no harm.</param>
/// <param name="IsConditional">A write with IF, decided by Paxos: after an unknown outcome it must be read before it is tried again.</param>
/// <param name="IsUse">A USE, which would change one of many connections.</param>
internal readonly record struct StatementText(bool IsRead, bool IsConditional, bool IsUse)
{
    public static StatementText Of(string cql)
    {
        var first = ReadOnlySpan<char>.Empty;
        var hasIf = false;
        for (var rest = cql.AsSpan(); NextWord(ref rest, out var word);)
        {
            first = first.IsEmpty ? word : first;
            hasIf |= Is(word, "IF");
        }

        var isWrite = Is(first, "INSERT") || Is(first, "UPDATE") || Is(first, "DELETE") || Is(first, "BEGIN");
        return new StatementText(Is(first, "SELECT"), isWrite && hasIf, Is(first, "USE"));
    }

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private static bool NextWord(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        while (!rest.IsEmpty)
        {
            if (IsWordPart(rest[0]))
            {
                var end = 1;
                while (end < rest.Length && IsWordPart(rest[end]))
                {
                    end++;
                }

                word = rest[..end];
                rest = rest[end..];
                return true;
            }

            rest = rest switch
            {
                ['\'', ..] => After(rest[1..], "'"),
                ['"', ..] => After(rest[1..], "\""),
                ['$', '$', ..] => After(rest[2..], "$$"),
                ['/', '*', ..] => After(rest[2..], "*/"),
                ['-', '-', ..] or ['/', '/', ..] => After(rest[2..], "\n"),
                _ => rest[1..],
            };
        }

        word = default;
        return false;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> rest, string end)
    {
        var at = rest.IndexOf(end, StringComparison.Ordinal);
        return at < 0 ? default : rest[(at + end.Length)..];
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
