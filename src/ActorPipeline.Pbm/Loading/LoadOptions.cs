namespace ActorPipeline.Pbm.Loading;

/// <summary>What to load, and how.</summary>
/// <param name="Pipeline">Into which pipeline.</param>
/// <param name="Files">Paths; <c>-</c> is standard input.</param>
/// <param name="Format">How the files hold records.</param>
/// <param name="HasHeader">Whether a CSV file's first record names its columns.</param>
/// <param name="Follow">Whether to go on as the file grows.</param>
/// <param name="RetryFor">How long a node that is gone is waited for.</param>
internal sealed record LoadOptions(string Pipeline, IReadOnlyList<string> Files, RecordFormat Format, bool HasHeader, bool Follow, TimeSpan RetryFor)
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Whether what has been read can be read again.</summary>
    public bool CanRewind => !Follow && !Files.Contains(StandardInput);
}
