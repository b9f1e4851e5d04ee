using System.Net;
using System.Net.Sockets;

namespace ActorPipeline.Node.Http;

/// <summary>Whom a share, or a wrong token, belongs to: an IPv4 address, or the /64 network of an IPv6 one, since a single client has all addresses of such a
/// network.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;
    private const int Ipv6Bytes = 16;

    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Network(address) : address;
    }

    private static IPAddress Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
