namespace ActorPipeline.Node.Settings;

/// <summary>What the process tells its caller; documented in <c>--help</c> and docs/api.md, and relied on by scripts.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failure = 1,
    Configuration = 2,
    AddressInUse = 3,
    DataFolder = 4,

    /// <summary>The cluster has removed this node: its supervisor is to start it again.</summary>
    Downed = 5,
    Interrupted = 130,
}
