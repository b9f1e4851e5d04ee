namespace ActorPipeline.Node.Http;

/// <summary>A request that is answered with a problem document (RFC 9457).</summary>
internal sealed class ProblemException(int status, string code, string detail) : Exception(detail)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public int Status { get; } = status;

    /// <summary>A short stable word: the last part of the problem's type.</summary>
    public string Code { get; } = code;

    /// <summary>When trying again may help; null when it will not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the request was refused because there are too many.</summary>
    public bool IsForLackOfRoom { get; init; }

    /// <summary>Whether an answer of a status from 500 on is nothing to log: what was asked for was too much.</summary>
    public bool IsExpected { get; init; }

    /// <summary>Members of the document beside those that every one has.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Members { get; init; } = [];

    public static ProblemException BadRequest(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    public static ProblemException NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    /// <summary>The node has no room for this request, whoever sent it.</summary>
    public static ProblemException Overloaded(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "overloaded", detail) { RetryAfter = Soon, IsForLackOfRoom = true };

    /// <summary>There is room, but not for this client.</summary>
    public static ProblemException ShareTaken(string detail) =>
        new(StatusCodes.Status429TooManyRequests, "client-share", detail) { RetryAfter = Soon, IsForLackOfRoom = true };
}
