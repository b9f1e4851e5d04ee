using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Guessing;

/// <summary>What the source of some records could be declared as, and how much of them it takes. Immutable.</summary>
/// <param name="Draft">The declaration.</param>
/// <param name="Records">How many records were looked at.</param>
/// <param name="Taken">How many of them it takes.</param>
/// <param name="Reason">Why the first one that it does not take is refused; null when there is none.</param>
/// <param name="DisorderMs">How far the times of events lie behind those before them at the most.</param>
internal sealed record SourceGuess(SourceDraft Draft, int Records, int Taken, string? Reason, long DisorderMs)
{
    /// <summary>The share it takes, 0 to 1.</summary>
    public double Share => (double)Taken / Records;

    /// <summary>In a few words, for messages: <c>json</c>, <c>csv of 4 columns parted by ','</c>.</summary>
    public string Summary => Draft.Source switch
    {
        { Layout: { } layout } => $"access-log of the layout {layout}",
        { Format: EventFormat.Csv } source => $"csv of {source.Columns.Count} columns parted by '{(source.Separator == '\t' ? "\\t" : source.Separator)}'",
        { Format: EventFormat.W3c } source => $"w3c of the columns {string.Join(' ', source.Columns)}",
        var source => Spelling.KebabCase($"{source.Format}"),
    };
}
