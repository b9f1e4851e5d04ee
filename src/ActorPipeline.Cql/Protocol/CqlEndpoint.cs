using System.Globalization;
using System.Net;

namespace ActorPipeline.Cql.Protocol;

/// <summary>Where a node answers: a host name or IP address, and a port. Written <c>host:port</c>, an IPv6 address as <c>[::1]:9042</c>.</summary>
/// <param name="Host">A host name or an IP address, without brackets.</param>
/// <param name="Port">The port of the native protocol.</param>
public readonly record struct CqlEndpoint(string Host, int Port)
{
    /// <summary>The port of the native protocol when none is given.</summary>
    public const int DefaultPort = 9042;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[ipv6]</c> or <c>[ipv6]:port</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static CqlEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (IPAddress.TryParse(trimmed.Trim('[', ']'), out var bare) && (!trimmed.StartsWith('[') || trimmed.EndsWith(']')))
        {
            return new CqlEndpoint(bare.ToString(), DefaultPort);
        }

        var colon = trimmed.LastIndexOf(':');
        var host = (colon < 0 ? trimmed : trimmed[..colon]).Trim('[', ']');
        var port = DefaultPort;
        var isPort = colon < 0
            || (int.TryParse(trimmed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535);
        if (host.Length == 0 || !isPort || host.Any(char.IsWhiteSpace))
        {
            throw new FormatException($"'{text}' is not a contact point: expected host:port, such as 127.0.0.1:9042 or [::1]:9042");
        }

        return new CqlEndpoint(host, port);
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
