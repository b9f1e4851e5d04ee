using System.Net;
using System.Text.Json;
using Xunit;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>Reads answers and checks what all of their kind have in common.</summary>
internal static class Answers
{
    public static Task<string> TextAsync(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> request, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await request;
        var text = await answer.TextAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Checks a problem document whole.</summary>
    public static async Task<string> ProblemAsync(this Task<HttpResponseMessage> request, HttpStatusCode status, string code)
    {
        using var answer = await request;
        var text = await answer.TextAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"urn:actor-pipeline:problem:{code}", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal(answer.RequestMessage!.RequestUri!.AbsolutePath, problem.GetProperty("instance").GetString());
        return problem.GetProperty("detail").GetString()!;
    }
}
