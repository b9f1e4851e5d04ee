using System.Net;

namespace ActorPipeline.Node.Settings;

internal static class ListenAddress
{
    public static bool TryParse(string host, out IPAddress address)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = IPAddress.Loopback;
            return true;
        }

        var parsed = IPAddress.TryParse(host.Trim('[', ']'), out var found);
        address = found ?? IPAddress.None;
        return parsed;
    }

    public static IPEndPoint EndPoint(ListenerOptions options) =>
        TryParse(options.Host, out var address)
            ? new IPEndPoint(address, options.Port)
            : throw new NodeStartException(ExitCode.Configuration, $"{options.Path}.host: expected an IP address or localhost; found {options.Host}");

    public static bool IsLoopback(ListenerOptions options) => IPAddress.IsLoopback(EndPoint(options).Address);
}
