using System.Buffers;
using ActorPipeline.Pipelines;

namespace ActorPipeline.Events.Decoding;

/// <summary>
/// Reads a line of an Apache access log, common or combined: <c>ip identity user [time] "method target protocol" status bytes "referer" "agent"</c>.
/// A part that is <c>-</c> or empty is missing. A request that is none (<c>"-"</c>, the bytes of a TLS handshake) leaves its parts missing.
/// </summary>
/// <remarks>In quoted parts <c>\"</c> and <c>\\</c> are undone; the log's other escapes (<c>\xe9</c>) stay as written, since the bytes they
/// stand for need not be text.</remarks>
internal sealed class AccessLogDecoder : RecordDecoder
{
    private const string Code = "bad-access-log";

    // RFC 9110, section 5.6.2: what a method is made of.
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly int[] _slots = [.. Enum.GetValues<AccessLogPart>().Select(_ => -1)];
    private readonly bool _wantsRequest;

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="FormatException">A path is no part of a line, or the time pattern cannot be used.</exception>
    public AccessLogDecoder(SourceDefinition source)
        : base(source)
    {
        foreach (var value in Wanted.InBody)
        {
            _slots[AccessLogParts.TryFind(value.Path, out var part)
                ? (int)part
                : throw new FormatException($"one of the parts {string.Join(", ", AccessLogParts.Names)}, and {value.Label} names none")] = value.Slot;
        }

        _wantsRequest = _slots[(int)AccessLogPart.Method..((int)AccessLogPart.Protocol + 1)].Any(slot => slot >= 0);
    }

    /// <inheritdoc/>
    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var line = new AccessLogLine(TrimLineBreak(record));
        return ReadClient(ref line, decoded) && ReadRequest(ref line, decoded) && ReadAnswer(ref line, decoded) && ReadOrigin(ref line, decoded)
            ? DecodeError.None
            : DecodeErrors.Expected(Code, line.Expected, record, line.At);
    }

    private bool ReadClient(ref AccessLogLine line, DecodedEvent decoded)
    {
        if (!line.TakeWord("an address", out var ip) || !line.TakeWord("an identity or -", out var identity) || !line.TakeWord("a user or -", out var user)
            || !line.TakeBracketed(out var time))
        {
            return false;
        }

        Set(line, AccessLogPart.Ip, ip, decoded);
        Set(line, AccessLogPart.Identity, identity, decoded);
        Set(line, AccessLogPart.User, user, decoded);
        Set(line, AccessLogPart.Time, time, decoded);
        return true;
    }

    private bool ReadRequest(ref AccessLogLine line, DecodedEvent decoded)
    {
        if (!line.TakeQuoted("a request in quotes", out var request))
        {
            return false;
        }

        if (_wantsRequest)
        {
            SetRequest(line, request, decoded);
        }

        return true;
    }

    private bool ReadAnswer(ref AccessLogLine line, DecodedEvent decoded)
    {
        if (!line.TakeStatus(out var status) || !line.TakeSize(out var size))
        {
            return false;
        }

        Set(line, AccessLogPart.Status, status, decoded);
        Set(line, AccessLogPart.Bytes, size, decoded);
        return true;
    }

    private bool ReadOrigin(ref AccessLogLine line, DecodedEvent decoded)
    {
        if (line.IsAtEnd)
        {
            return true;
        }

        if (!line.TakeQuoted("the end, or a referer in quotes", out var referer) || !line.TakeQuoted("an agent in quotes", out var agent))
        {
            return false;
        }

        SetText(line, AccessLogPart.Referer, referer, decoded);
        SetText(line, AccessLogPart.Agent, agent, decoded);
        return line.IsAtEnd || line.Fail("the end");
    }

    // method SP target [SP protocol]: a target may hold spaces, since the log shows what clients really sent.
    private void SetRequest(in AccessLogLine line, LinePart request, DecodedEvent decoded)
    {
        var bytes = line.Bytes(request);
        var method = bytes.IndexOf((byte)' ');
        if (method <= 0 || bytes[..method].ContainsAnyExcept(TokenBytes))
        {
            return;
        }

        var rest = bytes[(method + 1)..];
        var space = rest.LastIndexOf((byte)' ');
        var hasProtocol = space > 0 && rest[(space + 1)..].StartsWith("HTTP/"u8);
        var target = hasProtocol ? space : rest.Length;
        if (target == 0 || (!hasProtocol && space >= 0))
        {
            return;
        }

        var start = request.Start + method + 1;
        Set(line, AccessLogPart.Method, request with { Length = method }, decoded);
        SetTarget(line, request with { Start = start, Length = target }, decoded);
        if (hasProtocol)
        {
            SetText(line, AccessLogPart.Protocol, request with { Start = start + space + 1, Length = rest.Length - space - 1 }, decoded);
        }
    }

    private void SetTarget(in AccessLogLine line, LinePart target, DecodedEvent decoded)
    {
        SetText(line, AccessLogPart.Target, target, decoded);
        var mark = line.Bytes(target).IndexOf((byte)'?');
        SetText(line, AccessLogPart.Path, mark < 0 ? target : target with { Length = mark }, decoded);
        if (mark >= 0)
        {
            SetText(line, AccessLogPart.Query, target with { Start = target.Start + mark + 1, Length = target.Length - mark - 1 }, decoded);
        }
    }

    private void Set(in AccessLogLine line, AccessLogPart part, LinePart value, DecodedEvent decoded)
    {
        var slot = _slots[(int)part];
        if (slot >= 0 && !line.IsMissing(value))
        {
            decoded.SetSlice(slot, value.Start, value.Length);
        }
    }

    private void SetText(in AccessLogLine line, AccessLogPart part, LinePart value, DecodedEvent decoded)
    {
        var slot = _slots[(int)part];
        if (slot < 0 || !value.HasEscapes)
        {
            Set(line, part, value, decoded);
            return;
        }

        var written = line.Bytes(value);
        AccessLogEscapes.Undo(written, decoded.Reserve(slot, AccessLogEscapes.TextLength(written)));
    }
}
