using System.Buffers.Text;
using System.Net;
using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>What stands before the time of an access-log line where it is more than three words: a virtual host before the address, a list of addresses
/// (<c>client, proxy</c>, of which the first counts), a user whose name holds spaces.</summary>
internal static class AccessLogFront
{
    /// <summary>Finds the parts before the time.</summary>
    /// <returns>The place of the time's bracket; -1 when there is none, or too little before it.</returns>
    public static int Read(ReadOnlySpan<byte> line, AccessLogLine parts)
    {
        var time = FindTime(line);
        var front = line[..Math.Max(time, 0)];
        var ip = NextWord(front, 0);
        if (IsHost(front, ip))
        {
            parts[AccessLogPart.Vhost] = ip;
            ip = NextWord(front, EndOf(ip));
        }

        var last = ip;
        while (EndsWithComma(front, last))
        {
            last = NextWord(front, EndOf(last));
        }

        var identity = NextWord(front, EndOf(last));
        var user = NextWord(front, EndOf(identity));
        parts[AccessLogPart.Ip] = EndsWithComma(front, ip) ? ip with { Length = ip.Length - 1 } : ip;
        parts[AccessLogPart.Identity] = identity;
        parts[AccessLogPart.User] = user with { Length = front.TrimEnd((byte)' ').Length - user.Start };
        return user.Length > 0 ? time : -1;
    }

    // An address in brackets is not followed by a day and a slash.
    private static int FindTime(ReadOnlySpan<byte> line)
    {
        for (var at = ByteSearch.Find(line, 0, (byte)'['); at < line.Length; at = ByteSearch.Find(line, at + 1, (byte)'['))
        {
            if (at > 0 && line[at - 1] == (byte)' ' && line[(at + 1)..] is [>= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9', (byte)'/', ..])
            {
                return at;
            }
        }

        return -1;
    }

    // A name before an address; or a name and its port where more words follow than an address, an identity and a user.
    private static bool IsHost(ReadOnlySpan<byte> front, LinePart word)
    {
        var next = NextWord(front, EndOf(word));
        var third = NextWord(front, EndOf(next));
        var fourth = NextWord(front, EndOf(third));
        return word.Length > 0 && !EndsWithComma(front, word) && !IsAddress(front, word) && fourth.Length > 0
            && (IsAddress(front, next) || HasPort(front.Slice(word.Start, word.Length)));
    }

    private static bool IsAddress(ReadOnlySpan<byte> front, LinePart word)
    {
        var text = front.Slice(word.Start, word.Length).TrimEnd((byte)',');
        return text.Length > 0 && text[0] != (byte)'[' && IPAddress.IsValidUtf8(text);
    }

    private static bool HasPort(ReadOnlySpan<byte> word) => word.LastIndexOf((byte)':') is > 0 and var colon
        && Utf8Parser.TryParse(word[(colon + 1)..], out ushort _, out var used) && used == word.Length - colon - 1;

    private static bool EndsWithComma(ReadOnlySpan<byte> front, LinePart word) => word.Length > 1 && front[EndOf(word) - 1] == (byte)',';

    private static int EndOf(LinePart word) => word.Start + word.Length;

    private static LinePart NextWord(ReadOnlySpan<byte> front, int at)
    {
        var start = ByteSearch.SkipSpaces(front, at);
        return new LinePart(start, ByteSearch.Find(front, start, (byte)' ') - start);
    }
}
