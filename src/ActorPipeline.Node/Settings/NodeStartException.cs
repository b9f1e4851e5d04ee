namespace ActorPipeline.Node.Settings;

/// <summary>The node cannot start for a reason its user can mend; the message is one line and is all that is printed.</summary>
internal sealed class NodeStartException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
