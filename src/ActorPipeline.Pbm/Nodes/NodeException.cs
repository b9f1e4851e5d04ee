using System.Net;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>A node did not answer, or answered with a problem.</summary>
internal sealed class NodeException(int code, HttpStatusCode? status, string message, Exception? inner = null)
    : PbmException(code, message, inner)
{
    private const int MaxProblemBytes = 64 * 1024;

    /// <summary>The answer's status; null when there was none.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Whether asking again later may help: nobody answered, or the node said that it cannot just now.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout;

    public static NodeException Unreachable(Uri address, Exception cause)
    {
        var reason = cause.GetBaseException().Message.ReplaceLineEndings(" ");
        return new(ExitCode.CannotConnect, null, $"cannot reach {address.GetLeftPart(UriPartial.Authority)}: {reason}", cause);
    }

    public static NodeException Silent(Uri address, TimeSpan waited) => new(
        ExitCode.NotMet, null, $"{address.GetLeftPart(UriPartial.Authority)} has not answered within {waited.TotalSeconds:0.#} s");

    public static NodeException Unreadable(Uri address, Exception cause) => new(
        ExitCode.Failed, HttpStatusCode.OK, $"{address.GetLeftPart(UriPartial.Authority)} gave an answer that cannot be read: {cause.Message}", cause);

    public static NodeException TooLarge(Uri address, int bytes) => new(
        ExitCode.Failed,
        HttpStatusCode.OK,
        $"the answer of {address.GetLeftPart(UriPartial.Authority)}, or an item of it, is larger than {bytes / (1024 * 1024)} MiB and was not read to its end");

    /// <summary>Reads an answer that is not a success: the problem document's words, and the exit code the status stands for.</summary>
    public static async Task<NodeException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[MaxProblemBytes];
        var length = await body.ReadAtLeastAsync(text, MaxProblemBytes, throwOnEndOfStream: false, cancellationToken);
        var status = response.StatusCode;
        var message = Describe(text.AsMemory(0, length)) ?? $"the node answered {(int)status} {response.ReasonPhrase}";
        return new NodeException(CodeOf(status), status, status == HttpStatusCode.Unauthorized ? $"{message} (--token or PBM_TOKEN)" : message);
    }

    private static int CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => ExitCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Unauthorised,
        HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => ExitCode.NotMet,
        _ => ExitCode.Failed,
    };

    private static string? Describe(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var title = Member(document.RootElement, "title");
            var detail = WithPlace(document.RootElement, Member(document.RootElement, "detail"));
            var line = title is null || detail is null ? title ?? detail : $"{title}: {detail}";
            return line is null ? null : TerminalText.Escape(line.ReplaceLineEndings(" "));
        }
        catch (JsonException)
        {
            // Not a problem document: whatever stands between here and the node answered. The status alone is said.
            return null;
        }
    }

    // What is wrong with a statement has its place in members, and under its words the line itself, which is no use within one line.
    private static string? WithPlace(JsonElement problem, string? detail)
    {
        var shown = detail?.IndexOf("\nLINE ", StringComparison.Ordinal) ?? -1;
        return shown >= 0 && Number(problem, "line") is { } line && Number(problem, "column") is { } column
            ? $"{detail![..shown]} (line {line}, column {column})"
            : detail;
    }

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
