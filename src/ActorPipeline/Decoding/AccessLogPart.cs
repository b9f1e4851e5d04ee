using System.Collections.Frozen;

namespace ActorPipeline.Decoding;

/// <summary>The parts of an access-log line.</summary>
internal enum AccessLogPart
{
    /// <summary>The client's address.</summary>
    Ip,

    /// <summary>The client's identity (RFC 1413).</summary>
    Identity,

    /// <summary>The user, as authenticated.</summary>
    User,

    /// <summary>When the request came.</summary>
    Time,

    /// <summary>The request's method.</summary>
    Method,

    /// <summary>The request's target as sent: path and query.</summary>
    Target,

    /// <summary>The target up to the question mark.</summary>
    Path,

    /// <summary>The target behind the question mark.</summary>
    Query,

    /// <summary>The protocol, as in <c>HTTP/1.1</c>.</summary>
    Protocol,

    /// <summary>The answer's status.</summary>
    Status,

    /// <summary>The size of the answer.</summary>
    Bytes,

    /// <summary>The page the request came from (combined format).</summary>
    Referer,

    /// <summary>The client's program (combined format).</summary>
    Agent,
}

/// <summary>The names fields use for the parts of an access-log line.</summary>
internal static class AccessLogParts
{
    private static readonly FrozenDictionary<string, AccessLogPart> ByName =
        Enum.GetValues<AccessLogPart>().ToFrozenDictionary(static part => $"{part}".ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The names, in the order of the line.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    /// <summary>Finds a part by name.</summary>
    public static bool TryFind(string name, out AccessLogPart part) => ByName.TryGetValue(name, out part);
}
