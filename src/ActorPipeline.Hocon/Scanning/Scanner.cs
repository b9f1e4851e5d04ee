using System.Buffers;
using System.Globalization;
using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Scanning;

/// <summary>A position in a text: what stands there, which line it is, and how to say that something else was expected.</summary>
internal sealed class Scanner(string text, string file)
{
    public const int End = -1;

    private const char ByteOrderMark = '\uFEFF';

    // The characters that may stand in a string without quotes and are common; the others are asked one by one.
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public int Position { get; private set; }
    public int Line { get; private set; } = 1;

    public bool AtEnd => Position >= text.Length;

    public HoconOrigin Origin => new(file, Line);

    public int Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : End;

    public bool At(string expected) => text.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal);

    public ReadOnlySpan<char> From(int start) => text.AsSpan(start, Position - start);

    public void Advance(int count = 1) => Position += count;

    public void AdvanceTo(int position)
    {
        Line += text.AsSpan(Position, position - Position).Count('\n');
        Position = position;
    }

    public int IndexOf(string wanted) => text.IndexOf(wanted, Position, StringComparison.Ordinal);

    /// <summary>Takes the character that stands here; there must be one.</summary>
    public char Take() => text[Position++];

    public bool TryTake(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    public ReadOnlySpan<char> SkipSpace()
    {
        var start = Position;
        while (!AtEnd && text[Position] != '\n' && IsSpace(text[Position]))
        {
            Position++;
        }

        return From(start);
    }

    /// <summary>Skips whitespace, line breaks and comments; true if there was a line break among them.</summary>
    public bool SkipBlank()
    {
        var line = Line;
        while (true)
        {
            SkipSpace();
            if (Peek() == '\n')
            {
                Line++;
                Position++;
            }
            else if (AtComment)
            {
                var newLine = text.IndexOf('\n', Position);
                Position = newLine < 0 ? text.Length : newLine;
            }
            else
            {
                return Line > line;
            }
        }
    }

    public bool AtComment => Peek() == '#' || (Peek() == '/' && Peek(1) == '/');

    public bool AtUnquoted => !AtEnd && IsUnquoted(text[Position]) && !AtComment;

    public void SkipLetters()
    {
        var end = text.AsSpan(Position).IndexOfAnyExcept(Letters);
        Position = end < 0 ? text.Length : Position + end;
    }

    public HoconException Unexpected(string expected) => Error($"expected {expected}; found {Found()}");

    public HoconException Error(string message) =>
        new(Origin, Position - text.AsSpan(0, Position).LastIndexOf('\n'), message);

    public static bool IsSpace(char c) => c switch
    {
        ' ' or '\t' or '\n' or '\v' or '\f' or '\r' or (>= '\u001c' and <= '\u001f') or ByteOrderMark => true,
        < '\u0080' => false,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    private static bool IsUnquoted(char c) => c switch
    {
        '$' or '"' or '{' or '}' or '[' or ']' or ':' or '=' or ',' or '+' or '#' => false,
        '`' or '^' or '?' or '!' or '@' or '*' or '&' or '\\' => false,
        _ => !IsSpace(c),
    };

    private string Found() => Peek() switch
    {
        End => "the end of the text",
        '\n' => "the end of the line",
        '\'' => "\"'\"",
        < ' ' or 0x7f => string.Create(CultureInfo.InvariantCulture, $"the control character U+{Peek():X4}"),
        var c => $"'{(char)c}'",
    };
}
