using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>A line of the common or combined format, with spaces between its parts.</summary>
/// <remarks>Behind the number of bytes referer and agent in quotes may follow, and anything behind them, which is left alone: web servers are set to add
/// more (times, cookies, addresses of proxies). What may stand in front is <see cref="AccessLogFront"/>'s.</remarks>
internal sealed class CombinedLine() : AccessLogLine(AccessLogParts.Count)
{
    private const int StatusLength = 3;

    public override bool TryRead(ReadOnlySpan<byte> line)
    {
        var at = TakeAnswer(line, TakeClient(line));
        return at >= 0 && TakeOrigin(line, at);
    }

    private int TakeClient(ReadOnlySpan<byte> line)
    {
        this[AccessLogPart.Vhost] = default;
        var at = TakeWord(line, 0, AccessLogPart.Ip, "an address");
        if (at >= 0 && line[at..].StartsWith("- - ["u8))
        {
            // So are nearly all.
            this[AccessLogPart.Identity] = new LinePart(at, 1);
            this[AccessLogPart.User] = new LinePart(at + 2, 1);
            return TakeTime(line, at + 4);
        }

        at = at < 0 ? at : TakeWord(line, at, AccessLogPart.Identity, "an identity or -");
        at = at < 0 ? at : TakeWord(line, at, AccessLogPart.User, "a user or -");
        if (at < 0 || at == line.Length || line[at] != (byte)'[')
        {
            var time = AccessLogFront.Read(line, this);
            at = time >= 0 ? time : at;
        }

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
        this[AccessLogPart.Referer] = default;
        this[AccessLogPart.Agent] = default;
        if (at < line.Length && line[at] != (byte)' ')
        {
            return Fail(at, "a space or the end") >= 0;
        }

        at = IsQuoteAhead(line, at) ? TakeQuoted(line, at, AccessLogPart.Referer, "a referer in quotes") : line.Length;
        at = at >= 0 && IsQuoteAhead(line, at) ? TakeQuoted(line, at, AccessLogPart.Agent, "an agent in quotes") : at;
        return at >= 0;
    }

    private static bool IsQuoteAhead(ReadOnlySpan<byte> line, int at) =>
        at < line.Length && line[at] == (byte)' ' && ByteSearch.SkipSpaces(line, at + 1) is var next && next < line.Length && line[next] == (byte)'"';

    private int TakeWord(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        var end = ByteSearch.Find(line, at, (byte)' ');
        if (end == line.Length || end == at)
        {
            return Fail(end, end == line.Length ? "a space" : expected);
        }

        this[part] = new LinePart(at, end - at);
        return ByteSearch.SkipSpaces(line, end + 1);
    }

    private int TakeTime(ReadOnlySpan<byte> line, int at)
    {
        if (at == line.Length || line[at] != (byte)'[')
        {
            return Fail(at, "a time in brackets");
        }

        var end = ByteSearch.FindWithin32(line, at + 1, (byte)']');
        this[AccessLogPart.Time] = new LinePart(at + 1, end - at - 1);
        return end < line.Length ? end + 1 : Fail(end, "a closing bracket");
    }

    private int TakeQuoted(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        var quote = at < line.Length && line[at] == (byte)' ' ? ByteSearch.SkipSpaces(line, at + 1) : line.Length;
        if (quote == line.Length || line[quote] != (byte)'"')
        {
            return FailBehindSpaces(line, at, expected);
        }

        var start = quote + 1;
        var end = EndOfQuoted(line, start, out var hasEscapes);
        this[part] = new LinePart(start, end - start, hasEscapes);
        return end < line.Length ? end + 1 : Fail(end, "a closing quote");
    }

    private int TakeNumber(ReadOnlySpan<byte> line, int at, AccessLogPart part, string expected)
    {
        if (at == line.Length || line[at] != (byte)' ')
        {
            return FailBehindSpaces(line, at, expected);
        }

        var start = ByteSearch.SkipSpaces(line, at + 1);
        var end = ByteSearch.SkipDigits(line, start);
        var isMissing = end == start && end < line.Length && line[end] == (byte)'-';
        end += isMissing ? 1 : 0;
        this[part] = new LinePart(start, end - start);
        var isNumber = end > start && (part != AccessLogPart.Status || isMissing || end - start == StatusLength);
        return isNumber ? end : Fail(start, expected);
    }

    private int FailBehindSpaces(ReadOnlySpan<byte> line, int at, string expected)
    {
        var next = ByteSearch.SkipSpaces(line, at);
        return Fail(next, next > at || at == line.Length ? expected : "a space");
    }
}
