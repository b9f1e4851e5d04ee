using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads an Apache access log, common or combined: <c>ip identity user [time] "method target protocol" status bytes "referer" "agent"</c>.
/// A part that is <c>-</c> or empty is missing. A request that is none (<c>"-"</c>, the bytes of a TLS handshake) leaves its parts missing.</summary>
/// <remarks>In quoted parts <c>\"</c> and <c>\\</c> are undone; the log's other escapes (<c>\xe9</c>) stay as written, since the bytes they
/// stand for need not be text.</remarks>
internal sealed class AccessLogDecoder : RecordDecoder
{
    private const string Code = "bad-access-log";

    private readonly AccessLogLine _line = new();
    private readonly (AccessLogPart Part, int Slot)[] _wanted;
    private readonly bool _wantsRequest;

    /// <exception cref="FormatException">A path is no part of a line, or the time pattern cannot be used.</exception>
    public AccessLogDecoder(SourceDefinition source)
        : base(source)
    {
        _wanted = [.. Wanted.InBody.Select(value => (PartOf(value), value.Slot))];
        _wantsRequest = _wanted.Any(wanted => wanted.Part is >= AccessLogPart.Method and <= AccessLogPart.Protocol);
    }

    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var line = TrimLineBreak(record);
        if (!_line.TryRead(line))
        {
            return DecodeErrors.Expected(Code, _line.Expected, record, _line.At);
        }

        if (_wantsRequest)
        {
            AccessLogRequest.Split(line, _line);
        }

        foreach (var (part, slot) in _wanted)
        {
            Set(line, _line[part], slot, decoded);
        }

        return DecodeError.None;
    }

    private static void Set(ReadOnlySpan<byte> line, LinePart part, int slot, DecodedEvent decoded)
    {
        if (part.Length == 0 || (part.Length == 1 && line[part.Start] == (byte)'-'))
        {
            return;
        }

        if (!part.HasEscapes)
        {
            decoded.SetSlice(slot, part.Start, part.Length);
            return;
        }

        var written = line.Slice(part.Start, part.Length);
        AccessLogEscapes.Undo(written, decoded.Reserve(slot, AccessLogEscapes.TextLength(written)));
    }

    private static AccessLogPart PartOf(WantedValue value) => AccessLogParts.TryFind(value.Path, out var part)
        ? part
        : throw new FormatException($"one of the parts {string.Join(", ", AccessLogParts.Names)}, and {value.Label} names none");
}
