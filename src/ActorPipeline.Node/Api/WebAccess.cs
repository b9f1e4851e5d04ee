using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Api;

/// <summary>Who may read through the web listener. The collector takes events from anyone; the page itself holds no data; the API and the hub ask for the
/// token where one is configured, as a header or as the cookie that <c>/?token=…</c> sets once in a browser.</summary>
internal sealed class WebAccess(BearerToken token)
{
    private static readonly PathString[] Guarded = ["/api", "/hubs", "/openapi"];

    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (token.IsRequired && context.Request.Path == "/" && context.Request.Query.TryGetValue("token", out var shown))
        {
            SignIn(context, shown.ToString());
            return Task.CompletedTask;
        }

        return IsGuarded(context) && !token.IsShownBy(context.Request) && !token.IsInCookieOf(context.Request)
            ? Unauthorised(context)
            : next(context);
    });

    private static bool IsGuarded(HttpContext context) =>
        Array.Exists(Guarded, prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    private void SignIn(HttpContext context, string shown)
    {
        if (!token.Matches(shown))
        {
            throw new ProblemException(StatusCodes.Status401Unauthorized, "unauthorised", "this is not the token");
        }

        context.Response.Cookies.Append(
            BearerToken.CookieName,
            token.CookieValue,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" });
        context.Response.Redirect("/");
    }

    private static Task Unauthorised(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new ProblemException(StatusCodes.Status401Unauthorized, "unauthorised", "show the token: Authorization: Bearer …");
    }
}
