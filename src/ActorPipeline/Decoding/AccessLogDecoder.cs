using System.Collections.Frozen;
using ActorPipeline.Decoding.Layouts;
using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads an access log: of a declared layout, or common or combined: <c>ip identity user [time] "method target protocol" status bytes "referer"
/// "agent"</c>, with a virtual host or a list of addresses in front and anything behind.</summary>
/// <remarks>A part that is <c>-</c> or empty is missing. A request that is none (<c>"-"</c>, the bytes of a TLS handshake) leaves its parts missing: where
/// a field that is not optional needs one, the event is for no view and no dead letter. In quoted parts <c>\"</c> and <c>\\</c> are undone; the log's other
/// escapes (<c>\xe9</c>) stay as written, since the bytes they stand for need not be text; a byte that is no UTF-8 becomes <c>%XX</c>.</remarks>
internal sealed class AccessLogDecoder : RecordDecoder
{
    private const string Code = "bad-access-log";

    private readonly AccessLogLine _line;
    private readonly (int Part, int Slot)[] _wanted;
    private readonly LayoutRequest _request;
    private bool _hasRequest;

    /// <exception cref="FormatException">The layout is none, a path is no part of a line, or the time pattern cannot be used.</exception>
    public AccessLogDecoder(SourceDefinition source)
        : base(source)
    {
        var layout = source.Layout is { } text ? AccessLogLayout.Parse(text) : null;
        var parts = layout?.Members ?? AccessLogParts.Common;
        _line = layout is null ? new CombinedLine() : new LayoutLine(layout);
        _wanted = [.. Wanted.InBody.Select(value => (PartOf(value, parts), value.Slot))];
        _request = _wanted.Any(wanted => AccessLogParts.IsOfRequest(wanted.Part)) ? layout?.Request ?? LayoutRequest.Line : LayoutRequest.None;
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

        SplitRequest(line);
        foreach (var (part, slot) in _wanted)
        {
            Set(line, _line[part], slot, decoded);
        }

        return DecodeError.None;
    }

    protected override bool IsNothingToCount(WantedValue missing) =>
        !_hasRequest && AccessLogParts.TryFind(missing.Path, out var part) && AccessLogParts.IsOfRequest((int)part);

    private void SplitRequest(ReadOnlySpan<byte> line)
    {
        if (_request == LayoutRequest.Line)
        {
            AccessLogRequest.Split(line, _line);
        }
        else if (_request == LayoutRequest.Target)
        {
            AccessLogRequest.SplitTarget(line, _line[AccessLogPart.Target], _line);
        }

        _hasRequest = IsThere(line, _line[AccessLogPart.Method]) || IsThere(line, _line[AccessLogPart.Target]) || IsThere(line, _line[AccessLogPart.Path]);
    }

    private void Set(ReadOnlySpan<byte> line, LinePart part, int slot, DecodedEvent decoded)
    {
        if (!IsThere(line, part))
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

    private static bool IsThere(ReadOnlySpan<byte> line, LinePart part) => part.Length > 1 || (part.Length == 1 && line[part.Start] != (byte)'-');

    private static int PartOf(WantedValue value, FrozenDictionary<string, int> parts) => parts.TryGetValue(value.Path, out var part)
        ? part
        : throw new FormatException($"one of the parts {string.Join(", ", AccessLogParts.NamesOf(parts))}, and {value.Label} names none");
}
