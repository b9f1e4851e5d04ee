using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Http;

/// <summary>Tells pages of this node and of origins that are allowed from all others. A browser sends much across origins without asking first, WebSockets and
/// plain text among it, so the server has to look.</summary>
/// <remarks>Programs send no origin and are let through: they could send any.</remarks>
internal sealed class OriginCheck(IReadOnlyList<string> allowed)
{
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || Names(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsOwn(page, request.Host));
    }

    /// <summary>Whether the setting names an origin.</summary>
    public bool Names(string origin) => allowed.Contains(CollectorOptions.AllOrigins) || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);

    // The scheme is left out: behind a proxy that ends TLS it differs.
    private static bool IsOwn(Uri page, HostString host) =>
        page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase)
        || (page.IsDefaultPort && host.Port == page.Port && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase));
}
