using System.Buffers;
using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>Splits a request line: method, space, target, and a space and protocol unless it is as old as HTTP/0.9.</summary>
internal static class AccessLogRequest
{
    // RFC 9110, section 5.6.2: what a method is made of.
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private const int ProtocolLength = 8;

    /// <summary>Splits the request of a line, which is in <see cref="AccessLogPart.Target"/>, into its parts; of what is no request it leaves none.</summary>
    public static void Split(ReadOnlySpan<byte> line, AccessLogLine parts)
    {
        var request = parts[AccessLogPart.Target];
        Clear(parts);
        var bytes = line.Slice(request.Start, request.Length);
        var method = ByteSearch.Find(bytes, 0, (byte)' ');
        if (method == 0 || method == bytes.Length || !IsToken(bytes[..method]))
        {
            return;
        }

        // A target may hold spaces, and more than one may stand before it, since the log shows what clients really sent.
        var rest = bytes[(method + 1)..].TrimStart((byte)' ');
        var space = rest is [.., (byte)' ', (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', not (byte)' ', not (byte)' ', not (byte)' ']
            ? rest.Length - ProtocolLength - 1
            : rest.LastIndexOf((byte)' ');
        var hasProtocol = space > 0 && rest[(space + 1)..].StartsWith("HTTP/"u8);
        var target = hasProtocol ? space : rest.Length;
        if (target == 0 || rest.StartsWith("HTTP/"u8) || (!hasProtocol && space >= 0))
        {
            return;
        }

        var start = request.Start + bytes.Length - rest.Length;
        parts[AccessLogPart.Method] = request with { Length = method };
        parts[AccessLogPart.Protocol] = hasProtocol ? request with { Start = start + space + 1, Length = rest.Length - space - 1 } : default;
        SplitTarget(line, request with { Start = start, Length = target }, parts);
    }

    /// <summary>Splits a target into path and query.</summary>
    public static void SplitTarget(ReadOnlySpan<byte> line, LinePart target, AccessLogLine parts)
    {
        var mark = EndOfPath(line, target);
        parts[AccessLogPart.Target] = target;
        parts[AccessLogPart.Path] = target with { Length = mark };
        parts[AccessLogPart.Query] = mark < target.Length
            ? target with { Start = target.Start + mark + 1, Length = target.Length - mark - 1 }
            : default;
    }

    // Without escapes a quote cannot come before the target's end.
    private static int EndOfPath(ReadOnlySpan<byte> line, LinePart target) => target.HasEscapes
        ? ByteSearch.Find(line.Slice(target.Start, target.Length), 0, (byte)'?')
        : Math.Min(ByteSearch.Find(line, target.Start, (byte)'?', (byte)'"') - target.Start, target.Length);

    private static void Clear(AccessLogLine parts)
    {
        for (var part = AccessLogPart.Method; part <= AccessLogPart.Protocol; part++)
        {
            parts[part] = default;
        }
    }

    // Most requests are GET; a general search costs as much as the rest of the split.
    private static bool IsToken(ReadOnlySpan<byte> method) => method.SequenceEqual("GET"u8) || !method.ContainsAnyExcept(TokenBytes);
}
