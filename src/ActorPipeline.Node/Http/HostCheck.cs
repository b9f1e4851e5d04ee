using System.Net;

namespace ActorPipeline.Node.Http;

/// <summary>Refuses requests whose Host header names another host. Without it a web page could point its own name at 127.0.0.1 and read
/// what this node serves to local users only (DNS rebinding).</summary>
internal sealed class HostCheck(bool isLoopback, IReadOnlyList<string> allowedHosts)
{
    private bool Accepts(string host) => !isLoopback || IsLocal(host) || allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool IsLocal(string host) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    public void Use(IApplicationBuilder app) => app.Use((context, next) => Accepts(context.Request.Host.Host)
        ? next(context)
        : throw new ProblemException(
            StatusCodes.Status421MisdirectedRequest,
            "wrong-host",
            $"this listener does not answer for host {context.Request.Host.Host}; see web.allowed-hosts"));
}
