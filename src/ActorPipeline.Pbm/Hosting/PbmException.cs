namespace ActorPipeline.Pbm.Hosting;

/// <summary>Ends a command: one line on stderr and an exit code.</summary>
/// <param name="code">The exit code.</param>
/// <param name="message">What went wrong, one line.</param>
/// <param name="inner">What it came from, if anything.</param>
internal class PbmException(int code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code.</summary>
    public int Code { get; } = code;

    /// <summary>The command line is wrong.</summary>
    public static PbmException Usage(string message) => new(ExitCode.Usage, message);

    /// <summary>Something named does not exist.</summary>
    public static PbmException NotFound(string message) => new(ExitCode.NotFound, message);
}
