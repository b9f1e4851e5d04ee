using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPipeline.Pbm.Loading;

/// <summary>What became of the events of a load.</summary>
/// <param name="Late">How many were late for every window.</param>
/// <param name="DeadLetters">Dead letters by reason.</param>
internal sealed record LoadOutcome(long Late, IReadOnlyDictionary<string, long> DeadLetters)
{
    public long AllDeadLetters => DeadLetters.Values.Sum();

    public static LoadOutcome Of(JsonElement answer) => new(
        answer.GetProperty("late").GetInt64(),
        answer.GetProperty("dead_letters").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64()));

    /// <summary>Dead letters by reason, as JSON.</summary>
    public JsonObject Reasons() => new(DeadLetters.Select(reason => KeyValuePair.Create(reason.Key, (JsonNode?)reason.Value)));

    /// <summary>What was lost, in words; empty when nothing was, or only what is allowed.</summary>
    public string Lost(bool allowLate, bool allowDeadLetters)
    {
        var reasons = string.Join(", ", DeadLetters.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value}")));
        return string.Join("; ", new[]
        {
            Late > 0 && !allowLate ? $"{Late} events were late for every window (--allow-late to accept that)" : "",
            AllDeadLetters > 0 && !allowDeadLetters ? $"{AllDeadLetters} became dead letters: {reasons} (--allow-dead-letters to accept that)" : "",
        }.Where(text => text.Length > 0));
    }
}
