using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorPipeline.Node.Http;

/// <summary>Writes problem documents (RFC 9457): the one shape of every error of both listeners.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    private const string TypePrefix = "urn:actor-pipeline:problem:";

    public static Task WriteAsync(HttpContext context, ProblemException problem)
    {
        if (problem.RetryAfter is { } wait)
        {
            SetRetryAfter(context.Response, wait);
        }

        return WriteAsync(context, problem.Status, problem.Code, problem.Message);
    }

    public static async Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("type"u8, TypePrefix + code);
        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
        writer.WriteNumber("status"u8, status);
        writer.WriteString("detail"u8, detail);
        writer.WriteString("instance"u8, context.Request.Path.Value);
        writer.WriteEndObject();
    }

    /// <summary>Whole seconds, rounded up, at least one: what the header can say.</summary>
    public static void SetRetryAfter(HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
