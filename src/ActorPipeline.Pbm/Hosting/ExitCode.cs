namespace ActorPipeline.Pbm.Hosting;

/// <summary>What the process tells its caller. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    public const int Failed = 1;

    public const int Usage = 2;

    public const int CannotConnect = 3;

    public const int NotFound = 4;

    /// <summary>Time ran out before the condition was met.</summary>
    public const int NotMet = 5;

    /// <summary>The node wants a token, or another one.</summary>
    public const int Unauthorised = 6;

    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more: what a shell says of a program that SIGPIPE has ended.</summary>
    public const int OutputClosed = 141;
}
