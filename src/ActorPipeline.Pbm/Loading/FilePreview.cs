using System.Globalization;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Loading;

/// <summary>What the node says of the first records of a file.</summary>
/// <param name="Reason">Why the first one that is refused is.</param>
/// <param name="First">Time of the first event, unix milliseconds; null when none would count.</param>
/// <param name="LooksLike">What they seem to be, where most are refused and it can be told.</param>
internal sealed record FilePreview(int Records, int Refused, string? Reason, long? First, string? LooksLike)
{
    // Few lines say little of a file.
    private const int Enough = 10;

    public static FilePreview Of(JsonElement answer) => new(
        answer.GetProperty("records").GetInt32(),
        answer.GetProperty("refused").GetInt32(),
        answer.GetProperty("reason").GetString() is { } reason ? TerminalText.Escape(reason) : null,
        answer.GetProperty("first") is { ValueKind: JsonValueKind.Number } first ? first.GetInt64() : null,
        answer.TryGetProperty("looks_like", out var looks) && looks.GetString() is { } text ? TerminalText.Escape(text) : null);

    /// <summary>Whether most of it is not of the pipeline's format.</summary>
    public bool IsUnfit => Records >= Enough && Refused * 2L > Records;

    /// <summary>How much of it is not.</summary>
    public string Share => string.Create(CultureInfo.InvariantCulture, $"{100.0 * Refused / Records:0.#} % of the first {Records} events");
}
