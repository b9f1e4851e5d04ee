using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
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
        var end = request.Start + request.Length;

        // In the line rather than in the request: behind the short ones there is room for a whole block.
        var method = ByteSearch.Find(line, request.Start, (byte)' ') - request.Start;

        // A target may hold spaces, and more than one may stand before it, since the log shows what clients really sent.
        var start = Math.Min(ByteSearch.SkipSpaces(line, request.Start + method), end);
        var rest = line[start..end];
        var space = HasUsualProtocol(rest) ? rest.Length - ProtocolLength - 1 : rest.LastIndexOf((byte)' ');
        var hasProtocol = space > 0 && rest[(space + 1)..].StartsWith("HTTP/"u8);
        var target = hasProtocol ? space : rest.Length;
        if (method == 0 || method >= request.Length || target == 0 || (!hasProtocol && space >= 0) || rest.StartsWith("HTTP/"u8)
            || !IsToken(line.Slice(request.Start, method)))
        {
            Clear(parts);
            return;
        }

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

    // Whether there is a mark in a short target cannot be predicted: the block is cut to its length instead of asked.
    private static int EndOfPath(ReadOnlySpan<byte> line, LinePart target)
    {
        if (target.Length <= Vector256<byte>.Count && target.Start <= line.Length - Vector256<byte>.Count)
        {
            var marks = Vector256.Equals(Vector256.Create(line.Slice(target.Start, Vector256<byte>.Count)), Vector256.Create((byte)'?'));
            return Math.Min(BitOperations.TrailingZeroCount(marks.ExtractMostSignificantBits()), target.Length);
        }

        return ByteSearch.Find(line.Slice(target.Start, target.Length), 0, (byte)'?');
    }

    private static bool HasUsualProtocol(ReadOnlySpan<byte> rest)
    {
        if (rest.Length <= ProtocolLength || rest[^(ProtocolLength + 1)] != (byte)' ')
        {
            return false;
        }

        var last = rest[^ProtocolLength..];
        return last.SequenceEqual("HTTP/1.1"u8) || last.SequenceEqual("HTTP/1.0"u8) || last.SequenceEqual("HTTP/2.0"u8);
    }

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
