using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Definitions.Filters;

/// <summary>Reads a condition by recursive descent: <c>or</c> binds weakest, then <c>and</c>, then <c>not</c>.</summary>
internal sealed class FilterParser
{
    // Bounds recursion, here and when the condition is asked.
    private const int MaxDepth = 100;
    private const int MaxLength = 10_000;

    private static readonly Dictionary<string, ComparisonKind> Comparisons = new(StringComparer.Ordinal)
    {
        ["="] = ComparisonKind.Equal,
        ["!="] = ComparisonKind.Equal,
        ["<"] = ComparisonKind.Less,
        ["<="] = ComparisonKind.LessOrEqual,
        [">"] = ComparisonKind.Greater,
        [">="] = ComparisonKind.GreaterOrEqual,
    };

    private readonly FilterScanner _scanner;
    private readonly IReadOnlyList<string> _fieldNames;
    private FilterToken _token;
    private int _depth;

    /// <summary>Begins to read.</summary>
    /// <exception cref="FormatException">The condition is too long, or begins with no token.</exception>
    public FilterParser(string text, IReadOnlyList<string> fieldNames)
    {
        if (text.Length > MaxLength)
        {
            throw new FormatException($"a condition of at most {MaxLength} characters, and this one has {text.Length}");
        }

        _scanner = new FilterScanner(text);
        _fieldNames = fieldNames;
        _token = _scanner.Next();
    }

    /// <summary>Reads the whole condition.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public FilterNode Parse()
    {
        var node = ParseOr();
        return _token.Kind == FilterTokenKind.End ? node : throw Unexpected("and, or, or the end");
    }

    private FilterNode ParseOr()
    {
        var node = ParseAnd();
        for (var terms = 1; TakeWord("or"); terms++)
        {
            CheckDepth(terms);
            node = new OrNode(node, ParseAnd());
        }

        return node;
    }

    private FilterNode ParseAnd()
    {
        var node = ParseNot();
        for (var terms = 1; TakeWord("and"); terms++)
        {
            CheckDepth(terms);
            node = new AndNode(node, ParseNot());
        }

        return node;
    }

    private FilterNode ParseNot()
    {
        CheckDepth(++_depth);
        var node = TakeWord("not") ? new NotNode(ParseNot()) : _token.IsSign("(") ? ParseGroup() : ParseTest();
        _depth--;
        return node;
    }

    private FilterNode ParseGroup()
    {
        Take();
        var node = ParseOr();
        TakeSign(")", "and, or, or a closing parenthesis");
        return node;
    }

    private FilterNode ParseTest()
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
        if (sign.Kind != FilterTokenKind.Sign || !Comparisons.TryGetValue(sign.Text, out var kind))
        {
            throw Unexpected("=, !=, <, <=, >, >=, in or is");
        }

        Take();
        var comparison = new ComparisonNode(field, kind, TakeLiteral());
        return sign.IsSign("!=") ? new NotNode(comparison) : comparison;
    }

    private FilterNode ParsePresence(int field)
    {
        var node = new PresentNode(field);
        if (TakeWord("present"))
        {
            return node;
        }

        return TakeWord("missing") ? new NotNode(node) : throw Unexpected("present or missing");
    }

    private InNode ParseIn(int field)
    {
        TakeSign("(", "a list such as ('a', 'b')");
        var literals = new List<FilterLiteral> { TakeLiteral() };
        while (_token.IsSign(","))
        {
            Take();
            literals.Add(TakeLiteral());
        }

        TakeSign(")", "a comma or a closing parenthesis");
        return new InNode(field, [.. literals]);
    }

    private int TakeField()
    {
        if (_token.Kind != FilterTokenKind.Word)
        {
            throw Unexpected("a field");
        }

        var token = Take();
        for (var field = 0; field < _fieldNames.Count; field++)
        {
            if (_fieldNames[field] == token.Text)
            {
                return field;
            }
        }

        var near = Spelling.Nearest(token.Text, _fieldNames) is { } name ? $" (did you mean {name}?)" : "";
        throw FilterScanner.Error(token.At, $"one of the fields {string.Join(", ", _fieldNames)}{near}", token.Text);
    }

    private FilterLiteral TakeLiteral()
    {
        const string Expected = "a number or a text in single quotes";
        var literal = _token.Kind switch
        {
            FilterTokenKind.Text => FilterLiteral.OfText(_token.Text),
            FilterTokenKind.Number => FilterLiteral.OfNumber(_token.Text),
            FilterTokenKind.Word when _token.Text is "true" or "false" => FilterLiteral.OfText(_token.Text),
            _ => null,
        };
        if (literal is null)
        {
            throw Unexpected(Expected);
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
