namespace ActorPipeline.Definitions.Filters;

/// <summary>Takes a condition apart into tokens.</summary>
internal sealed class FilterScanner(string text)
{
    private static readonly string[] Signs = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

    private int _at;

    /// <exception cref="FormatException">There is no token.</exception>
    public FilterToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, "", _at);
        }

        return text[_at] switch
        {
            '\'' => TakeText(),
            '-' or '.' or (>= '0' and <= '9') => TakeWhile(FilterTokenKind.Number, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.'),
            '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => TakeWhile(FilterTokenKind.Word, static c => char.IsAsciiLetterOrDigit(c) || c == '_'),
            _ => TakeSign(),
        };
    }

    public static FormatException Error(int at, string expected, string found) => new($"{expected} at character {at + 1}, where there is {found}");

    private FilterToken TakeWhile(FilterTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at]))
        {
            _at++;
        }

        return new FilterToken(kind, text[start.._at], start);
    }

    private FilterToken TakeText()
    {
        var start = _at;
        do
        {
            var close = text.IndexOf('\'', _at + 1);
            _at = close >= 0 ? close + 1 : throw Error(text.Length, "a closing quote", "the end");
        }
        while (_at < text.Length && text[_at] == '\'');

        return new FilterToken(FilterTokenKind.Text, text[(start + 1)..(_at - 1)].Replace("''", "'", StringComparison.Ordinal), start);
    }

    private FilterToken TakeSign()
    {
        var sign = Array.Find(Signs, sign => text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
            ?? throw Error(_at, "a field, a literal or an operator", $"{text[_at]}");
        _at += sign.Length;
        return new FilterToken(FilterTokenKind.Sign, sign, _at - sign.Length);
    }
}
