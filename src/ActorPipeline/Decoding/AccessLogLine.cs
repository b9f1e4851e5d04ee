namespace ActorPipeline.Decoding;

/// <summary>The parts of an access-log line, read from left to right with one space between them. Reused; one thread at a time.</summary>
/// <remarks>The place in the line is handed from step to step, negative after a failure: it stays in a register, which measured a tenth faster
/// than a field.</remarks>
internal sealed class AccessLogLine
{
    private const int Failed = -1;
    private const int StatusLength = 3;

    private readonly LinePart[] _parts = new LinePart[Enum.GetValues<AccessLogPart>().Length];

    /// <summary>The byte at which something else was expected, after a failure.</summary>
    public int At { get; private set; }

    public string Expected { get; private set; } = "";

    /// <summary>A part; until the request is split, <see cref="AccessLogPart.Target"/> is all of it as written.</summary>
    public ref LinePart this[AccessLogPart part] => ref _parts[(int)part];

    /// <summary>Reads a line; false when it is none of an access log.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        var at = TakeAnswer(line, TakeClient(line));
        if (at < 0)
        {
            return false;
        }

        this[AccessLogPart.Referer] = default;
        this[AccessLogPart.Agent] = default;
        return at == line.Length || TakeOrigin(line, at);
    }

    private int TakeClient(ReadOnlySpan<byte> line)
    {
        var at = TakeWord(line, 0, AccessLogPart.Ip, "an address");
        at = at < 0 ? at : TakeWord(line, at, AccessLogPart.Identity, "an identity or -");
        at = at < 0 ? at : TakeWord(line, at, AccessLogPart.User, "a user or -");
        return at < 0 ? at : TakeTime(line, at);
    }

    private int TakeAnswer(ReadOnlySpan<byte> line, int at)
    {
        at = at < 0 ? at : TakeQuoted(line, at, AccessLogPart.Target, "a request in quotes");
        at = at < 0 ? at : TakeNumber(line, at, AccessLogPart.Status, "a status of three digits, or -");
        at = at < 0 ? at : TakeNumber(line, at, AccessLogPart.Bytes, "a number of bytes, or -");
        return at;
    }

    private bool TakeOrigin(ReadOnlySpan<byte> line, int at)
    {
        at = TakeQuoted(line, at, AccessLogPart.Referer, "the end, or a referer in quotes");
        at = at < 0 ? at : TakeQuoted(line, at, AccessLogPart.Agent, "an agent in quotes");
        return at == line.Length || (at >= 0 && Fail(at, "the end") >= 0);
    }

    private int TakeWord(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        var end = ByteSearch.Find(line, at, (byte)' ');
        if (end == line.Length || end == at)
        {
            return Fail(end, end == line.Length ? "a space" : expected);
        }

        this[part] = new LinePart(at, end - at);
        return end + 1;
    }

    private int TakeTime(ReadOnlySpan<byte> line, int at)
    {
        if (at == line.Length || line[at] != (byte)'[')
        {
            return Fail(at, "a time in brackets");
        }

        var end = ByteSearch.Find(line, at + 1, (byte)']');
        this[AccessLogPart.Time] = new LinePart(at + 1, end - at - 1);
        return end < line.Length ? end + 1 : Fail(end, "a closing bracket");
    }

    private int TakeQuoted(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        if (at + 1 >= line.Length || line[at] != (byte)' ' || line[at + 1] != (byte)'"')
        {
            return FailBehindSpace(line, at, expected);
        }

        var start = at + 2;
        var end = ByteSearch.Find(line, start, (byte)'"', (byte)'\\');
        var hasEscapes = end < line.Length && line[end] == (byte)'\\';
        end = hasEscapes ? EndOfEscaped(line, end) : end;
        this[part] = new LinePart(start, end - start, hasEscapes);
        return end < line.Length ? end + 1 : Fail(end, "a closing quote");
    }

    // A backslash takes its meaning from the next byte.
    private static int EndOfEscaped(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] == (byte)'\\')
        {
            at = at + 1 < line.Length ? ByteSearch.Find(line, at + 2, (byte)'"', (byte)'\\') : line.Length;
        }

        return at;
    }

    private int TakeNumber(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        if (at == line.Length || line[at] != (byte)' ')
        {
            return FailBehindSpace(line, at, expected);
        }

        var start = at + 1;
        var end = ByteSearch.SkipDigits(line, start);
        var isMissing = end == start && end < line.Length && line[end] == (byte)'-';
        end += isMissing ? 1 : 0;
        this[part] = new LinePart(start, end - start);
        var isNumber = end > start && (part != AccessLogPart.Status || isMissing || end - start == StatusLength);
        return isNumber ? end : Fail(start, expected);
    }

    private int FailBehindSpace(ReadOnlySpan<byte> line, int at, string expected)
    {
        var isSpace = at < line.Length && line[at] == (byte)' ';
        return Fail(isSpace ? at + 1 : at, isSpace || at == line.Length ? expected : "a space");
    }

    private int Fail(int at, string expected)
    {
        At = at;
        Expected = expected;
        return Failed;
    }
}
