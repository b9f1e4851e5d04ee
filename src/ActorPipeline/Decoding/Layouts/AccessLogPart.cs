using System.Collections.Frozen;

namespace ActorPipeline.Decoding.Layouts;

/// <summary>The parts of an access-log line that have names of their own, whatever its layout.</summary>
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

    public static int Count => ByName.Count;

    /// <summary>The parts of the common and combined formats by name.</summary>
    public static FrozenDictionary<string, int> Common { get; } =
        ByName.ToFrozenDictionary(static pair => pair.Key, static pair => (int)pair.Value, StringComparer.Ordinal);

    public static string NameOf(AccessLogPart part) => ByName.First(pair => pair.Value == part).Key;

    /// <summary>The names of a layout's parts in order.</summary>
    public static IReadOnlyList<string> NamesOf(IReadOnlyDictionary<string, int> parts) =>
        [.. parts.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];

    public static bool TryFind(string name, out AccessLogPart part) => ByName.TryGetValue(name, out part);

    /// <summary>Whether a part comes from the request line.</summary>
    public static bool IsOfRequest(int part) => part is >= (int)AccessLogPart.Method and <= (int)AccessLogPart.Protocol;
}
