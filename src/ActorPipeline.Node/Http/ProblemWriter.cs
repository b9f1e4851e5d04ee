using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorPipeline.Node.Http;

/// <summary>Writes problem documents (RFC 9457): the one shape of every error of both listeners.</summary>
internal static class ProblemWriter
{
    public static Task WriteAsync(HttpContext context, ProblemException problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfter is { } wait)
        {
            // Whole seconds, rounded up, at least one: what the header can say.
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(
            DocumentOf(problem, context.Request.Path),
            JsonSerializerOptions.Web,
            "application/problem+json",
            context.RequestAborted);
    }

    // In this order.
    private static OrderedDictionary<string, object?> DocumentOf(ProblemException problem, PathString path)
    {
        var document = new OrderedDictionary<string, object?>
        {
            ["type"] = $"urn:actor-pipeline:problem:{problem.Code}",
            ["title"] = ReasonPhrases.GetReasonPhrase(problem.Status),
            ["status"] = problem.Status,
            ["detail"] = problem.Message,
            ["instance"] = path.Value,
        };
        foreach (var (name, value) in problem.Members)
        {
            document[name] = value;
        }

        return document;
    }
}
