using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Collector;

/// <summary>The event of a page without script: an image whose query string holds the values, by field name or by path.</summary>
/// <remarks>What the query string leaves out is taken from the request where it says it: the address, the page from the Referer header, the agent.</remarks>
internal sealed class PixelEvent(HttpRequest request, string? address)
{
    // A transparent 1×1 GIF89a.
    private static readonly byte[] Image = Convert.FromBase64String("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    public byte[] Compose(EventComposer composer, SourceDefinition source, DateTimeOffset now) =>
        composer.Compose(path => Given(path) ?? ByField(source, path) ?? FromRequest(source.Format, path), now);

    public static async Task WriteImageAsync(HttpResponse response)
    {
        response.ContentType = "image/gif";
        response.ContentLength = Image.Length;
        response.Headers.CacheControl = "no-store";

        // An image is of use to other sites' pages only if they may load it.
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        await response.Body.WriteAsync(Image);
    }

    private string? Given(string name) => request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private string? ByField(SourceDefinition source, string path)
    {
        var field = source.Fields.FirstOrDefault(field => field.Path == path);
        return field is null ? null : Given(field.Name);
    }

    private string? FromRequest(EventFormat format, string path) => path switch
    {
        "ip" => address,
        _ when format != EventFormat.AccessLog => null,
        "path" => Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) ? page.PathAndQuery : null,
        "agent" => request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
        _ => null,
    };
}
