namespace ActorPipeline.Pbm.Loading;

/// <summary>What is loaded, and how.</summary>
/// <param name="RotateWait">Follow the file as it grows, and one that was rotated until nothing was written to it for so long; null: end where it ends.</param>
/// <param name="AsGiven">Read files in the order given, not in that of their first events.</param>
/// <param name="Force">Load also what is mostly not of the pipeline's format.</param>
/// <param name="Waits">Wait until all is applied, and say what was not.</param>
internal sealed record LoadOptions(
    string Pipeline,
    IReadOnlyList<string> Files,
    RecordFormat Format,
    bool HasHeader,
    TimeSpan? RotateWait,
    TimeSpan RetryFor,
    bool AsGiven,
    bool Force,
    bool Waits)
{
    public const string StandardInput = "-";

    public bool Follow => RotateWait is not null;

    public bool CanRewind => !Follow && !Files.Contains(StandardInput);
}
