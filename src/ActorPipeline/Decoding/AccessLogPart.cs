using System.Collections.Frozen;

namespace ActorPipeline.Decoding;

/// <summary>The parts of an access-log line.</summary>
internal enum AccessLogPart
{
    Ip,

    Identity,

    User,

    Time,

    Method,

    /// <summary>The request's target as sent: path and query.</summary>
    Target,

    Path,

    Query,

    Protocol,

    Status,

    Bytes,

    Referer,

    Agent,

    /// <summary>The virtual host in front of the address.</summary>
    Vhost,
}

/// <summary>The names fields use for the parts of an access-log line.</summary>
internal static class AccessLogParts
{
    private static readonly FrozenDictionary<string, AccessLogPart> ByName =
        Enum.GetValues<AccessLogPart>().ToFrozenDictionary(static part => $"{part}".ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [.. ByName.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    public static bool TryFind(string name, out AccessLogPart part) => ByName.TryGetValue(name, out part);
}
