using ActorPipeline.Hocon.Reading;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>How long a request waits: its <c>timeout</c>.</summary>
internal static class WaitLimit
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">It is no duration, or too long.</exception>
    public static TimeSpan Read(IQueryCollection query, TimeSpan otherwise)
    {
        if (RowRequestReader.Text(query, "timeout") is not { } text)
        {
            return otherwise;
        }

        return HoconUnits.TryParseDuration(text, out var timeout) && timeout > TimeSpan.Zero && timeout <= Longest
            ? timeout
            : throw RowRequestReader.Bad("timeout", $"a duration such as 60s, at most {HoconUnits.Format(Longest)}", text);
    }

    /// <summary>Does something within a limit, as long as the request is not given up.</summary>
    /// <param name="late">What has not happened when the limit has passed.</param>
    /// <exception cref="ProblemException">The limit has passed: 504.</exception>
    public static async Task WithinAsync(HttpContext context, TimeSpan limit, TimeProvider clock, Func<CancellationToken, Task> work, Func<Task<string>> late)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            await work(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(StatusCodes.Status504GatewayTimeout, "time-out", $"{await late()} after {HoconUnits.Format(limit)}");
        }
    }
}
