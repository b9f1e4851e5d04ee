namespace ActorPipeline.Node.Settings;

internal sealed record NodeArguments
{
    public bool Demo { get; init; }
    public string? ConfigFile { get; init; }
    public string? DataFolder { get; init; }

    /// <summary>Settings given as <c>path=value</c>, in order; a later one wins.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public bool CheckConfig { get; init; }
    public bool DryRun { get; init; }
    public bool Help { get; init; }
    public bool Version { get; init; }
}
