namespace ActorPipeline.Node.Live;

/// <summary>Lets only pages of this node connect. Browsers send WebSockets across origins without asking, so the server has to look.</summary>
/// <remarks>Programs send no origin and are let through: they could send any.</remarks>
internal sealed class OriginCheck(IReadOnlyList<string> allowed)
{
    public RequestDelegate Guard(RequestDelegate next) => context => Allows(context.Request)
        ? next(context)
        : Results.Problem("pages of this origin may not connect", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsOwn(page, request.Host));
    }

    // The scheme is left out: behind a proxy that ends TLS it differs.
    private static bool IsOwn(Uri page, HostString host) =>
        page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase)
        || (page.IsDefaultPort && host.Port == page.Port && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase));
}
