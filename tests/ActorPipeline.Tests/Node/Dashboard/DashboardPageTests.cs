using System.Net;
using ActorPipeline.Node.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorPipeline.Tests.Node.Dashboard;

public sealed class DashboardPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-");

    [Fact]
    public async Task The_page_is_asked_for_again_and_its_assets_are_kept()
    {
        _folder.CreateSubdirectory("assets");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "index.html"), "<!doctype html>", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "assets", "index-1.js"), "1", TestContext.Current.CancellationToken);
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var page = await http.GetAsync("/", TestContext.Current.CancellationToken);
        using var asset = await http.GetAsync("/assets/index-1.js", TestContext.Current.CancellationToken);
        using var absent = await http.GetAsync("/assets/index-2.js", TestContext.Current.CancellationToken);

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("public, max-age=31536000, immutable", asset.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
    }

    [Fact]
    public async Task A_node_without_its_page_says_so()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Contains("built without its dashboard", await http.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseDashboard(_folder.FullName);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
