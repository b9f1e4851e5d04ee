using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads an access log, common or combined: <c>ip identity user [time] "method target protocol" status bytes "referer" "agent"</c>, with
/// a virtual host or a list of addresses in front and anything behind.</summary>
/// <remarks>A part that is <c>-</c> or empty is missing. A request that is none (<c>"-"</c>, the bytes of a TLS handshake) leaves its parts missing: where
/// a field that is not optional needs one, the event is for no view and no dead letter. In quoted parts <c>\"</c> and <c>\\</c> are undone; the log's other
/// escapes (<c>\xe9</c>) stay as written, since the bytes they stand for need not be text; a byte that is no UTF-8 becomes <c>%XX</c>.</remarks>
internal sealed class AccessLogDecoder : RecordDecoder
{
    private const string Code = "bad-access-log";

    private readonly AccessLogLine _line = new();
    private readonly (AccessLogPart Part, int Slot)[] _wanted;
    private readonly bool _wantsRequest;
    private bool _hasRequest;

    /// <exception cref="FormatException">A path is no part of a line, or the time pattern cannot be used.</exception>
    public AccessLogDecoder(SourceDefinition source)
        : base(source)
    {
        _wanted = [.. Wanted.InBody.Select(value => (PartOf(value), value.Slot))];
        _wantsRequest = _wanted.Any(wanted => IsOfRequest(wanted.Part));
    }

    // The log shows what clients really sent.
    protected override bool TakesAnyBytes => true;

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
            _hasRequest = _line[AccessLogPart.Method].Length > 0;
        }

        foreach (var (part, slot) in _wanted)
        {
            Set(line, _line[part], slot, decoded);
        }

        return DecodeError.None;
    }

    protected override bool IsNothingToCount(WantedValue missing) =>
        !_hasRequest && AccessLogParts.TryFind(missing.Path, out var part) && IsOfRequest(part);

    private void Set(ReadOnlySpan<byte> line, LinePart part, int slot, DecodedEvent decoded)
    {
        if (part.Length == 0 || (part.Length == 1 && line[part.Start] == (byte)'-'))
        {
            return;
        }

        if (!part.HasEscapes && IsText)
        {
            decoded.SetSlice(slot, part.Start, part.Length);
            return;
        }

        var written = line.Slice(part.Start, part.Length);
        AccessLogText.Write(written, part.HasEscapes, decoded.Reserve(slot, AccessLogText.Length(written, part.HasEscapes)));
    }

    private static bool IsOfRequest(AccessLogPart part) => part is >= AccessLogPart.Method and <= AccessLogPart.Protocol;

    private static AccessLogPart PartOf(WantedValue value) => AccessLogParts.TryFind(value.Path, out var part)
        ? part
        : throw new FormatException($"one of the parts {string.Join(", ", AccessLogParts.Names)}, and {value.Label} names none");
}
