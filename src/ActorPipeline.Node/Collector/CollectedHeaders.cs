using System.Net;
using System.Net.Sockets;
using ActorPipeline.Log;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Collector;

/// <summary>Encodes what a record keeps of the request that brought it.</summary>
internal sealed class CollectedHeaders(IReadOnlyList<string> kept, RemoteAddress remoteAddress)
{
    // A header line is bounded by Kestrel; a value kept with every event of a request is bounded tighter.
    private const int MaxValueLength = 1024;

    public RecordHeaders Of(HttpContext context)
    {
        var headers = new List<(string, string)>(kept.Count + 2) { (":method", context.Request.Method) };
        if (Address(context.Connection.RemoteIpAddress) is { } address)
        {
            headers.Add(("remote.ip", address));
        }

        foreach (var name in kept)
        {
            if (context.Request.Headers.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value)
            {
                headers.Add((name, value.Length > MaxValueLength ? value[..MaxValueLength] : value));
            }
        }

        return RecordHeaders.Encode([.. headers]);
    }

    public string? Address(IPAddress? address)
    {
        if (address is null || remoteAddress == RemoteAddress.Off)
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (remoteAddress == RemoteAddress.Masked ? Mask(plain) : plain).ToString();
    }

    // The network a provider gives to a household or a company: /24 and /48.
    private static IPAddress Mask(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6).Clear();
        return new IPAddress(bytes);
    }
}
