namespace ActorPipeline.Pbm.Hosting;

/// <summary>Ends a command: one line on stderr and an exit code.</summary>
internal class PbmException(int code, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Code { get; } = code;

    public static PbmException Usage(string message) => new(ExitCode.Usage, message);

    public static PbmException NotFound(string message) => new(ExitCode.NotFound, message);
}
