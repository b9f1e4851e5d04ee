namespace ActorPipeline.Pbm.Hosting;

/// <summary>Nobody reads standard output any more, as behind <c>| head</c>: the command ends without a word.</summary>
internal sealed class OutputClosedException() : PbmException(ExitCode.OutputClosed, "nobody reads standard output any more");
