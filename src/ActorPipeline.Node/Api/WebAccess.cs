using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Api;

/// <summary>Who may read through the web listener. The collector takes events from anyone; the page itself holds no data; the API and the hub ask for the
/// token where one is configured, as a header or as the cookie that <c>/?token=…</c> sets once in a browser.</summary>
internal sealed class WebAccess(TokenGuard token)
{
    private static readonly PathString[] Guarded = ["/api", "/hubs", "/openapi"];

    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (token.IsRequired && context.Request.Path == "/" && context.Request.Query.TryGetValue("token", out var shown))
        {
            SignIn(context, shown.ToString());
            return Task.CompletedTask;
        }

        if (IsGuarded(context))
        {
            token.Check(context, takesCookie: true);
        }

        return next(context);
    });

    /// <summary>Whether a request goes to what is read: rows, their live feed, and their description.</summary>
    public static bool IsGuarded(HttpContext context) =>
        Array.Exists(Guarded, prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    private void SignIn(HttpContext context, string shown)
    {
        token.Check(context, shown);
        context.Response.Cookies.Append(
            BearerToken.CookieName,
            token.CookieValue,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" });
        context.Response.Redirect("/");
    }
}
