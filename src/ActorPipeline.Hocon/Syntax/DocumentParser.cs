using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Scanning;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>
/// Reads one HOCON document by recursive descent. Depth is counted over names, brackets and includes, so the stack is
/// bounded by <see cref="HoconOptions.MaxDepth"/> whatever the text.
/// </summary>
internal sealed class DocumentParser(Scanner scanner, IncludeChain includes)
{
    private readonly List<string> _path = [];
    private int _depth = includes.Depth;
    private int _arrays;

    public ObjectNode ParseDocument()
    {
        scanner.SkipBlank();
        var root = new ObjectNode(scanner.Origin);
        switch (scanner.Peek())
        {
            case '[':
                throw scanner.Error("expected an object at the root of the document; found an array");
            case '{':
                ParseBraces(root);
                scanner.SkipBlank();
                break;
            default:
                ParseFields(root);
                break;
        }

        return scanner.AtEnd ? root : throw scanner.Unexpected("the end of the text");
    }

    public Node ParseSingleValue()
    {
        scanner.SkipBlank();
        var value = ParseValue();
        scanner.SkipBlank();
        return scanner.AtEnd ? value : throw scanner.Unexpected("the end of the value");
    }

    private void ParseBraces(ObjectNode target)
    {
        var opening = scanner.Line;
        scanner.Advance();
        ParseFields(target);
        if (!scanner.TryTake('}'))
        {
            throw scanner.Unexpected($"a field or '}}' to close the '{{' of line {opening}");
        }
    }

    private void ParseFields(ObjectNode target)
    {
        scanner.SkipBlank();
        while (scanner.Peek() is not ('}' or ']' or Scanner.End))
        {
            if (AtInclude())
            {
                ParseInclude(target);
            }
            else
            {
                ParseField(target);
            }

            if (!SkipSeparator() && scanner.Peek() is not ('}' or Scanner.End))
            {
                throw scanner.Unexpected("a comma or a new line before the next field (text with such characters needs quotes)");
            }
        }
    }

    private bool SkipSeparator()
    {
        var newLine = scanner.SkipBlank();
        if (!scanner.TryTake(','))
        {
            return newLine;
        }

        scanner.SkipBlank();
        return true;
    }

    private void ParseField(ObjectNode target)
    {
        var origin = scanner.Origin;
        var path = PathSyntax.Read(scanner);
        scanner.SkipBlank();
        var appends = TakeSeparator();
        scanner.SkipBlank();
        Enter(path.Length);
        _path.AddRange(path);
        var value = appends ? ParseAppended(origin) : ParseValue();
        _path.RemoveRange(_path.Count - path.Length, path.Length);
        _depth -= path.Length;
        target.Add(path, value);
    }

    private bool TakeSeparator()
    {
        if (scanner.At("+="))
        {
            scanner.Advance(2);
            return true;
        }

        if (!scanner.TryTake('=') && !scanner.TryTake(':') && scanner.Peek() != '{')
        {
            throw scanner.Unexpected("'=', ':', '+=' or '{' after the name of the field");
        }

        return false;
    }

    /// <summary><c>a += b</c> means <c>a = ${?a} [b]</c>.</summary>
    private ConcatenationNode ParseAppended(HoconOrigin origin)
    {
        if (_arrays++ > 0)
        {
            throw new HoconException(origin, 0, "expected no += inside an array: what stands there has no path to append to");
        }

        var item = new ArrayNode(origin, [ParseValue()]);
        _arrays--;
        var self = new SubstitutionNode(origin, [.. _path], isOptional: true, includes.Scope);
        return new ConcatenationNode(origin, [("", self), ("", item)]);
    }

    private Node ParseValue()
    {
        var origin = scanner.Origin;
        List<(string Space, Node Value)>? parts = null;
        Node? first = null;
        while (true)
        {
            var space = scanner.SkipSpace();
            if (TryParsePart() is not { } part)
            {
                break;
            }

            if (first is null)
            {
                first = part;
                continue;
            }

            parts ??= [("", first)];
            parts.Add((space.ToString(), part));
        }

        return parts is null
            ? first ?? throw scanner.Unexpected("a value")
            : Literal.TryJoin(origin, parts) ?? (Node)new ConcatenationNode(origin, parts);
    }

    private Node? TryParsePart() => scanner.Peek() switch
    {
        '{' => ParseObject(),
        '[' => ParseArray(),
        '"' => ParseQuoted(),
        '$' => ParseSubstitution(),
        _ => scanner.AtUnquoted ? ParseUnquoted() : null,
    };

    private ObjectNode ParseObject()
    {
        var value = new ObjectNode(scanner.Origin);
        ParseBraces(value);
        return value;
    }

    private Literal ParseQuoted()
    {
        var origin = scanner.Origin;
        return new Literal(new HoconScalar(origin, HoconScalarKind.Text, StringSyntax.ReadQuoted(scanner)));
    }

    private Literal ParseUnquoted()
    {
        var origin = scanner.Origin;
        var start = scanner.Position;
        while (scanner.AtUnquoted || AtExponentSign(start))
        {
            scanner.Advance();
            scanner.SkipLetters();
        }

        return new Literal(HoconScalar.Unquoted(origin, scanner.From(start).ToString()));
    }

    /// <summary>A plus is reserved, save in a number such as <c>1e+5</c>.</summary>
    private bool AtExponentSign(int start) =>
        scanner.Peek() == '+'
        && scanner.Peek(1) is >= '0' and <= '9'
        && scanner.From(start) is [.. var mantissa, 'e' or 'E']
        && JsonNumber.Matches(mantissa);

    private ArrayNode ParseArray()
    {
        var origin = scanner.Origin;
        var items = new List<Node>();
        scanner.Advance();
        Enter(1);
        _arrays++;
        scanner.SkipBlank();
        while (!scanner.TryTake(']'))
        {
            items.Add(ParseValue());
            if (!SkipSeparator() && scanner.Peek() != ']')
            {
                throw scanner.Unexpected($"a comma, a new line or ']' to close the '[' of line {origin.Line}");
            }
        }

        _arrays--;
        _depth--;
        return new ArrayNode(origin, items);
    }

    private SubstitutionNode ParseSubstitution()
    {
        var origin = scanner.Origin;
        scanner.Advance();
        if (!scanner.TryTake('{'))
        {
            throw scanner.Unexpected("'{' after '$' (a '$' in a text needs quotes)");
        }

        var isOptional = scanner.TryTake('?');
        scanner.SkipSpace();
        var path = PathSyntax.Read(scanner);
        if (!scanner.TryTake('}'))
        {
            throw scanner.Unexpected("'}' to close the substitution");
        }

        Enter(path.Length);
        _depth -= path.Length;
        return new SubstitutionNode(origin, path, isOptional, includes.Scope);
    }

    /// <summary>The word alone is a statement; <c>includes</c>, <c>include.x</c> and <c>"include"</c> are names.</summary>
    private bool AtInclude()
    {
        const string Word = "include";
        return scanner.At(Word) && scanner.Peek(Word.Length) is var next
            && (next is Scanner.End or '"' or ':' or '=' or '{' or '+' or '#' || Scanner.IsSpace((char)next));
    }

    private void ParseInclude(ObjectNode target)
    {
        var include = IncludeSyntax.Read(scanner);
        if (_arrays > 0)
        {
            throw new HoconException(include.Origin, 0, "expected no include inside an array: its substitutions would have no path");
        }

        foreach (var included in includes.Include(include, _path, _depth))
        {
            target.AddAll(included);
        }
    }

    private void Enter(int levels)
    {
        _depth += levels;
        if (_depth > includes.Options.MaxDepth)
        {
            throw scanner.Error($"expected at most {includes.Options.MaxDepth} levels of objects and arrays; found more");
        }
    }
}
