namespace ActorPipeline.Pbm.Hosting;

/// <summary>What the process tells its caller. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The node, or what it was given, failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>No node answers.</summary>
    public const int CannotConnect = 3;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 4;

    /// <summary>Time ran out before the condition was met.</summary>
    public const int NotMet = 5;

    /// <summary>The node wants a token, or another one.</summary>
    public const int Unauthorised = 6;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;
}
