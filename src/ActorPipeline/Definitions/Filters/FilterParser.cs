using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Definitions.Filters;

/// <summary>Reads a condition by recursive descent: <c>or</c> binds weakest, then <c>and</c>, then <c>not</c>.</summary>
internal sealed class FilterParser(string text, IReadOnlyList<string> fieldNames)
{
    // Bounds recursion, here and when the condition is asked.
    private const int MaxDepth = 100;
    private const int MaxLength = 10_000;

    private static readonly Dictionary<string, FilterSign> Signs = new(StringComparer.Ordinal)
    {
        ["="] = FilterSign.Equal,
        ["!="] = FilterSign.Equal,
        ["<"] = FilterSign.Less,
        ["<="] = FilterSign.LessOrEqual,
        [">"] = FilterSign.Greater,
        [">="] = FilterSign.GreaterOrEqual,
    };

    private readonly FilterScanner _scanner = new(text);
    private FilterToken _token;
    private int _depth;

    /// <summary>Reads the whole condition.</summary>
    /// <exception cref="FormatException">It is none, or too long.</exception>
    public FilterTerm Parse()
    {
        if (text.Length > MaxLength)
        {
            throw new FormatException($"a condition of at most {MaxLength} characters, and this one has {text.Length}");
        }

        Take();
        var condition = ParseOr();
        return _token.Kind == FilterTokenKind.End ? condition : throw Unexpected("and, or, or the end");
    }

    private FilterTerm ParseOr()
    {
        var condition = ParseAnd();
        for (var terms = 1; TakeWord("or"); terms++)
        {
            CheckDepth(terms);
            condition = new OrTerm(condition, ParseAnd());
        }

        return condition;
    }

    private FilterTerm ParseAnd()
    {
        var condition = ParseNot();
        for (var terms = 1; TakeWord("and"); terms++)
        {
            CheckDepth(terms);
            condition = new AndTerm(condition, ParseNot());
        }

        return condition;
    }

    private FilterTerm ParseNot()
    {
        CheckDepth(++_depth);
        var condition = TakeWord("not") ? new NotTerm(ParseNot()) : _token.IsSign("(") ? ParseGroup() : ParseTest();
        _depth--;
        return condition;
    }

    private FilterTerm ParseGroup()
    {
        Take();
        var condition = ParseOr();
        TakeSign(")", "and, or, or a closing parenthesis");
        return condition;
    }

    private FilterTerm ParseTest()
    {
        var field = TakeField();
        if (TakeWord("is"))
        {
            return ParsePresence(field);
        }

        if (TakeWord("in"))
        {
            return ParseIn(field);
        }

        var sign = _token;
        if (sign.Kind != FilterTokenKind.Sign || !Signs.TryGetValue(sign.Text, out var compared))
        {
            throw Unexpected("=, !=, <, <=, >, >=, in or is");
        }

        Take();
        var comparison = new CompareTerm(field, compared, TakeLiteral());
        return sign.IsSign("!=") ? new NotTerm(comparison) : comparison;
    }

    private FilterTerm ParsePresence(int field)
    {
        var isPresent = new PresentTerm(field);
        if (TakeWord("present"))
        {
            return isPresent;
        }

        return TakeWord("missing") ? new NotTerm(isPresent) : throw Unexpected("present or missing");
    }

    private InTerm ParseIn(int field)
    {
        TakeSign("(", "a list such as ('a', 'b')");
        var literals = new List<FilterLiteral> { TakeLiteral() };
        while (_token.IsSign(","))
        {
            Take();
            literals.Add(TakeLiteral());
        }

        TakeSign(")", "a comma or a closing parenthesis");
        return new InTerm(field, literals);
    }

    private int TakeField()
    {
        if (_token.Kind != FilterTokenKind.Word)
        {
            throw Unexpected("a field");
        }

        var token = Take();
        var field = fieldNames.ToList().IndexOf(token.Text);
        if (field >= 0)
        {
            return field;
        }

        var near = Spelling.Nearest(token.Text, fieldNames) is { } name ? $" (did you mean {name}?)" : "";
        throw FilterScanner.Error(token.At, $"one of the fields {string.Join(", ", fieldNames)}{near}", token.Text);
    }

    private FilterLiteral TakeLiteral()
    {
        var literal = _token.Kind switch
        {
            FilterTokenKind.Text => new FilterLiteral(_token.Text),
            FilterTokenKind.Number => FilterLiteral.OfNumber(_token.Text),
            FilterTokenKind.Word when _token.Text is "true" or "false" => new FilterLiteral(_token.Text),
            _ => null,
        };
        if (literal is null)
        {
            throw Unexpected("a number or a text in single quotes");
        }

        Take();
        return literal;
    }

    private bool TakeWord(string word)
    {
        var isThere = _token.IsWord(word);
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    private void TakeSign(string sign, string expected)
    {
        if (!_token.IsSign(sign))
        {
            throw Unexpected(expected);
        }

        Take();
    }

    private FilterToken Take()
    {
        var token = _token;
        _token = _scanner.Next();
        return token;
    }

    private void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw FilterScanner.Error(_token.At, $"a condition of at most {MaxDepth} terms in a row or inside each other", "more");
        }
    }

    private FormatException Unexpected(string expected) => FilterScanner.Error(_token.At, expected, _token.Shown);
}
