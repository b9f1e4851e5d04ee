using System.Buffers;

namespace ActorPipeline.Node.Collector;

/// <summary>Finds the elements of a JSON array without looking into them: whether an element is well formed is for the decoder to say.</summary>
internal ref struct JsonArrayScanner(ReadOnlySpan<byte> body)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"[]{},"u8);

    private readonly ReadOnlySpan<byte> _body = body;
    private int _at = 1;
    private bool _first = true;

    public int Start { get; private set; }
    public int Length { get; private set; }

    /// <summary>What is wrong with the array once <see cref="MoveNext"/> has returned false; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>Goes to the next element.</summary>
    /// <returns>False at the array's end, or where it breaks.</returns>
    public bool MoveNext()
    {
        SkipSpace();
        if (Peek() == ']')
        {
            _at++;
            return AtEnd();
        }

        if (!_first)
        {
            _at++;
            SkipSpace();
        }

        _first = false;
        var end = EndOfElement(_at);
        if (end < 0)
        {
            return Fail(_body.Length, "the array does not end");
        }

        var element = _body[_at..end].TrimEnd(" \t\r\n"u8);
        if (element.IsEmpty)
        {
            return Fail(_at, "a value is missing");
        }

        (Start, Length, _at) = (_at, element.Length, end);
        return true;
    }

    private readonly int Peek() => _at < _body.Length ? _body[_at] : -1;

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _at == _body.Length ? false : Fail(_at, "something follows the array");
    }

    private bool Fail(int at, string what)
    {
        Error = $"the body is not a JSON array: {what} (byte {at})";
        return false;
    }

    // The comma or bracket that ends the element which begins at a place; -1 when there is none.
    private readonly int EndOfElement(int at)
    {
        for (var depth = 0; ; at++)
        {
            var found = at < _body.Length ? _body[at..].IndexOfAny(Structure) : -1;
            if (found < 0)
            {
                return -1;
            }

            at += found;
            switch (_body[at])
            {
                case (byte)'"':
                    at = EndOfString(at);
                    if (at < 0)
                    {
                        return -1;
                    }

                    break;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)',' when depth == 0:
                    return at;
                case (byte)',':
                    break;
                default:
                    if (depth-- == 0)
                    {
                        return _body[at] == ']' ? at : -1;
                    }

                    break;
            }
        }
    }

    // The closing quote of a string, -1 when it has none.
    private readonly int EndOfString(int at)
    {
        for (at++; at < _body.Length; at += 2)
        {
            var found = _body[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (_body[at] == '"')
            {
                return at;
            }
        }

        return -1;
    }
}
