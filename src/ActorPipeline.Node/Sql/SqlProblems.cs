using ActorPipeline.Lake.Sql;
using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Sql;

/// <summary>How it is answered that a statement has no result.</summary>
internal static class SqlProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static ProblemException Busy(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "sql-busy", detail) { RetryAfter = Soon, IsForLackOfRoom = true };

    /// <exception cref="ProblemException">The statement has no result.</exception>
    public static void Check(SqlOutcome outcome)
    {
        var (status, code) = outcome.End switch
        {
            SqlEnd.Done => (StatusCodes.Status200OK, ""),
            SqlEnd.Wrong => (StatusCodes.Status400BadRequest, "bad-sql"),
            SqlEnd.Refused => (StatusCodes.Status400BadRequest, "sql-refused"),
            SqlEnd.TooLarge => (StatusCodes.Status413PayloadTooLarge, "result-too-large"),
            SqlEnd.OutOfMemory => (StatusCodes.Status413PayloadTooLarge, "sql-memory"),
            SqlEnd.Interrupted => (StatusCodes.Status504GatewayTimeout, "time-out"),
            SqlEnd.FilesGone => (StatusCodes.Status503ServiceUnavailable, "files-replaced"),
            _ => (StatusCodes.Status503ServiceUnavailable, "lake"),
        };
        if (outcome.End != SqlEnd.Done)
        {
            throw new ProblemException(status, code, outcome.Detail)
            {
                RetryAfter = status == StatusCodes.Status503ServiceUnavailable ? Soon : null,
                IsExpected = outcome.End == SqlEnd.Interrupted,
                Members = outcome.Line is { } line ? [new("line", line), new("column", outcome.Column ?? 1)] : [],
            };
        }
    }
}
