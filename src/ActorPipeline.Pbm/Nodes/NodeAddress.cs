using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>Reads a node's address as people write it.</summary>
internal static class NodeAddress
{
    /// <summary>Where a node listens for operators when nobody says otherwise.</summary>
    public const string Default = "http://127.0.0.1:9110";

    /// <summary>Reads <c>http://host:port</c> or <c>host:port</c>.</summary>
    /// <exception cref="PbmException">It is neither.</exception>
    public static Uri Parse(string text)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : throw PbmException.Usage($"'{text}' is no node address; expected one such as {Default}");
    }

    /// <summary>Whether a first argument is a node's address rather than a command: <c>pbm 127.0.0.1:9110 cluster show</c>.</summary>
    public static bool IsAddress(string argument)
    {
        if (argument.StartsWith("http://", StringComparison.Ordinal) || argument.StartsWith("https://", StringComparison.Ordinal))
        {
            return true;
        }

        var colon = argument.LastIndexOf(':');
        return colon > 0 && !argument.StartsWith('-') && ushort.TryParse(argument.AsSpan(colon + 1), out _);
    }
}
