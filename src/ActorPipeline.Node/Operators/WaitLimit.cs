using ActorPipeline.Hocon.Reading;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>How long a request waits: its <c>timeout</c>.</summary>
internal static class WaitLimit
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads it.</summary>
    /// <exception cref="Http.ProblemException">It is no duration, or too long.</exception>
    public static TimeSpan Read(IQueryCollection query, TimeSpan otherwise)
    {
        if (RowRequestReader.Text(query, "timeout") is not { } text)
        {
            return otherwise;
        }

        return HoconUnits.TryParseDuration(text, out var timeout) && timeout > TimeSpan.Zero && timeout <= Longest
            ? timeout
            : throw RowRequestReader.Bad("timeout", $"a duration such as 60s, at most {Text(Longest)}", text);
    }

    public static string Text(TimeSpan limit) => HoconUnits.Format(limit);
}
