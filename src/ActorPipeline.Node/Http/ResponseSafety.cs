namespace ActorPipeline.Node.Http;

/// <summary>Headers every answer bears, so that a browser does with it only what is meant.</summary>
internal static class ResponseSafety
{
    // Answers are data; the dashboard's own files state what they need instead.
    private const string ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static void Apply(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        Apply(context.Response);
        return next(context);
    });
}
