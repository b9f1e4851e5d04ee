using System.Net;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>Turns an answer that is not a success into an exception: the problem document's words, and the exit code the status stands for.</summary>
internal static class NodeProblem
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<NodeException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var text = await ReadTextAsync(response.Content, cancellationToken);
        var message = Describe(text) ?? $"the node answered {(int)status} {response.ReasonPhrase}";
        return new NodeException(CodeOf(status), status, status == HttpStatusCode.Unauthorized ? $"{message} (--token or PBM_TOKEN)" : message);
    }

    private static int CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => ExitCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Unauthorised,
        HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => ExitCode.NotMet,
        _ => ExitCode.Failed,
    };

    private static async Task<byte[]> ReadTextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBytes];
        var length = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    private static string? Describe(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var title = Member(document.RootElement, "title");
            var detail = Member(document.RootElement, "detail");
            var line = title is null || detail is null ? title ?? detail : $"{title}: {detail}";
            return line?.ReplaceLineEndings(" ");
        }
        catch (JsonException)
        {
            // Not a problem document: whatever stands between here and the node answered. The status alone is said.
            return null;
        }
    }

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
