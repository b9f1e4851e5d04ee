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

    /// <summary>What was lost, in words; nothing where nothing was, or only what is allowed.</summary>
    public IEnumerable<string> Lost(bool allowLate, bool allowDeadLetters)
    {
        if (Late > 0 && !allowLate)
        {
            yield return $"{Late} events were late for every window (--allow-late to accept that)";
        }

        if (AllDeadLetters > 0 && !allowDeadLetters)
        {
            var reasons = string.Join(", ", DeadLetters.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value}")));
            yield return $"{AllDeadLetters} became dead letters: {reasons} (--allow-dead-letters to accept that)";
        }
    }
}
