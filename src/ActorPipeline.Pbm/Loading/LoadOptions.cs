namespace ActorPipeline.Pbm.Loading;

internal sealed record LoadOptions(string Pipeline, IReadOnlyList<string> Files, RecordFormat Format, bool HasHeader, bool Follow, TimeSpan RetryFor)
{
    public const string StandardInput = "-";

    public bool CanRewind => !Follow && !Files.Contains(StandardInput);
}
