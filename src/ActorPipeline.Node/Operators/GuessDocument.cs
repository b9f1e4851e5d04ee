using ActorPipeline.Guessing;

namespace ActorPipeline.Node.Operators;

/// <summary>A guess as operators see it.</summary>
/// <param name="Name">The name proposed for the pipeline.</param>
/// <param name="Looks">What the records are, in a few words.</param>
/// <param name="Records">How many were looked at.</param>
/// <param name="Taken">How many of them the proposal takes.</param>
/// <param name="Reason">Why it refuses the first one that it does not take; null when it takes all.</param>
/// <param name="LoadOptions">What <c>pbm events load</c> needs to cut the file into these records.</param>
/// <param name="Definition">The pipeline file.</param>
internal sealed record GuessDocument(string Name, string Looks, int Records, int Taken, string? Reason, IReadOnlyList<string> LoadOptions, string Definition)
{
    public static GuessDocument Of(SourceGuess guess, string name) => new(
        name, guess.Summary, guess.Records, guess.Taken, guess.Reason, [.. OptionsOf(guess)], GuessText.Write(guess, name));

    private static IEnumerable<string> OptionsOf(SourceGuess guess)
    {
        if (guess.Draft is { HasHeader: false, SpansLines: false })
        {
            yield break;
        }

        yield return "--format";
        yield return guess.Draft.Source.Format == Definitions.EventFormat.Json ? "json" : "csv";
        if (guess.Draft.HasHeader)
        {
            yield return "--header";
        }
    }
}
