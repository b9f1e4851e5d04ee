namespace ActorPipeline.Events.Decoding;

/// <summary>A slice of a line.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="HasEscapes">Whether a backslash is in it or near it.</param>
internal readonly record struct LinePart(int Start, int Length, bool HasEscapes = false);

/// <summary>Reads an access-log line from left to right. Parts have one space between them.</summary>
/// <param name="line">The line, without a line break.</param>
internal ref struct AccessLogLine(ReadOnlySpan<byte> line)
{
    private const int StatusLength = 3;

    private readonly ReadOnlySpan<byte> _line = line;

    /// <summary>The byte the reader stands at.</summary>
    public int At { get; private set; }

    /// <summary>What was expected there, when a part could not be taken.</summary>
    public string Expected { get; private set; } = "";

    /// <summary>Whether the line has been read to its end.</summary>
    public readonly bool IsAtEnd => At == _line.Length;

    /// <summary>The bytes of a part.</summary>
    public readonly ReadOnlySpan<byte> Bytes(LinePart part) => _line.Slice(part.Start, part.Length);

    /// <summary>Whether a part is empty or <c>-</c>.</summary>
    public readonly bool IsMissing(LinePart part) => part.Length == 0 || (part.Length == 1 && _line[part.Start] == (byte)'-');

    /// <summary>Takes bytes up to a space, and the space.</summary>
    public bool TakeWord(string expected, out LinePart word)
    {
        var length = _line[At..].IndexOf((byte)' ');
        word = new LinePart(At, length);
        if (length <= 0)
        {
            At = length < 0 ? _line.Length : At;
            return Fail(length < 0 ? "a space" : expected);
        }

        At += length + 1;
        return true;
    }

    /// <summary>Takes the time in its brackets.</summary>
    public bool TakeBracketed(out LinePart part)
    {
        part = default;
        if (IsAtEnd || _line[At] != (byte)'[')
        {
            return Fail("a time in brackets");
        }

        var start = At + 1;
        var length = _line[start..].IndexOf((byte)']');
        if (length < 0)
        {
            At = _line.Length;
            return Fail("a closing bracket");
        }

        part = new LinePart(start, length);
        At = start + length + 1;
        return true;
    }

    /// <summary>Takes a space and a part in quotes, in which a backslash takes its meaning from the next byte.</summary>
    public bool TakeQuoted(string expected, out LinePart part)
    {
        part = default;
        if (!TakeSpace(expected))
        {
            return false;
        }

        if (IsAtEnd || _line[At] != (byte)'"')
        {
            return Fail(expected);
        }

        var start = At + 1;
        var end = EndOfQuoted(start, out var hasEscapes);
        if (end >= _line.Length)
        {
            At = _line.Length;
            return Fail("a closing quote");
        }

        part = new LinePart(start, end - start, hasEscapes);
        At = end + 1;
        return true;
    }

    /// <summary>Takes a space and three digits or <c>-</c>.</summary>
    public bool TakeStatus(out LinePart status)
    {
        const string Expectation = "a status of three digits, or -";
        return TakeNumber(Expectation, out status) && (status.Length == StatusLength || IsMissing(status) || FailAt(status.Start, Expectation));
    }

    /// <summary>Takes a space and digits or <c>-</c>.</summary>
    public bool TakeSize(out LinePart size) => TakeNumber("a number of bytes, or -", out size);

    /// <summary>Stops: something else was expected where the reader stands.</summary>
    /// <returns>False.</returns>
    public bool Fail(string expected)
    {
        Expected = expected;
        return false;
    }

    private bool FailAt(int at, string expected)
    {
        At = at;
        return Fail(expected);
    }

    private bool TakeSpace(string expected)
    {
        if (IsAtEnd || _line[At] != (byte)' ')
        {
            return Fail(IsAtEnd ? expected : "a space");
        }

        At++;
        return true;
    }

    private bool TakeNumber(string expected, out LinePart number)
    {
        number = default;
        if (!TakeSpace(expected))
        {
            return false;
        }

        var start = At;
        while (At < _line.Length && char.IsAsciiDigit((char)_line[At]))
        {
            At++;
        }

        if (At == start && At < _line.Length && _line[At] == (byte)'-')
        {
            At++;
        }

        number = new LinePart(start, At - start);
        return number.Length > 0 || Fail(expected);
    }

    private readonly int EndOfQuoted(int start, out bool hasEscapes)
    {
        hasEscapes = false;
        for (var at = start; ; at += 2)
        {
            var length = _line[at..].IndexOfAny((byte)'"', (byte)'\\');
            at += length;
            if (length < 0 || at + 1 >= _line.Length)
            {
                return length >= 0 && _line[at] == (byte)'"' ? at : _line.Length;
            }

            if (_line[at] == (byte)'"')
            {
                return at;
            }

            hasEscapes = true;
        }
    }
}
