using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace ActorPipeline.Node.Dashboard;

/// <summary>Serves the dashboard's files, which the build puts beside the executable.</summary>
internal static class DashboardPage
{
    private const string Absent = "This node was built without its dashboard (SkipDashboard). Its API is described at /openapi/v1.json.\n";

    // Styles: the chart library sets sizes on elements. Everything comes from this node.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Serves the page in a folder at <c>/</c>; without one (a build with <c>SkipDashboard</c>) a line that says so.</summary>
    public static WebApplication UseDashboard(this WebApplication app, string folder)
    {
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.MapGet("/", () => Results.Text(Absent));
            return app;
        }

        var files = new FileServerOptions { FileProvider = new PhysicalFileProvider(folder) };
        files.StaticFileOptions.OnPrepareResponse = SetHeaders;
        app.UseFileServer(files);
        return app;
    }

    private static void SetHeaders(StaticFileResponseContext context)
    {
        var headers = context.Context.Response.Headers;
        // Names of assets change with their content; the page itself is asked for again.
        headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
