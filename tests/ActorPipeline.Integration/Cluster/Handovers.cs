using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorPipeline.Integration.Cluster;

/// <summary>How long shards were not served when their owner gave them up in order, by what the nodes of one machine have logged: until the next owner has recovered.</summary>
/// <remarks>A kill of the next owner before its line is out makes one such time too long, never too short.</remarks>
internal static partial class Handovers
{
    /// <summary>Reads the logs.</summary>
    /// <returns>Per hand-over the time until the shard was taken again; none for one that nobody has taken since.</returns>
    public static IReadOnlyList<TimeSpan> In(IEnumerable<string> logs) =>
    [
        .. logs.SelectMany(log => Event().Matches(log)).GroupBy(match => match.Groups["shard"].Value, StringComparer.Ordinal).SelectMany(shard => Gaps([.. shard.OrderBy(TimeOf).ThenBy(IsTaken)])),
    ];

    private static IEnumerable<TimeSpan> Gaps(IReadOnlyList<Match> events) => events
        .Zip(events.Skip(1))
        .Where(pair => !IsTaken(pair.First) && IsTaken(pair.Second))
        .Select(pair => TimeOf(pair.Second) - TimeOf(pair.First));

    private static bool IsTaken(Match match) => match.Groups["what"].ValueSpan is "taken";

    private static DateTimeOffset TimeOf(Match match) => DateTimeOffset.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<time>\S+Z) .* (?<shard>\S+/\d+): (?<what>taken|given up) ", RegexOptions.Multiline)]
    private static partial Regex Event();
}
