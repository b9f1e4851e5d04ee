namespace ActorPipeline.Node.Http;

/// <summary>A request that is answered with a problem document (RFC 9457).</summary>
internal sealed class ProblemException(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>A short stable word: the last part of the problem's type.</summary>
    public string Code { get; } = code;

    /// <summary>When trying again may help; null when it will not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ProblemException BadRequest(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    public static ProblemException NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    public static ProblemException Overloaded(string detail) =>
        new(StatusCodes.Status429TooManyRequests, "overloaded", detail) { RetryAfter = TimeSpan.FromSeconds(1) };
}
