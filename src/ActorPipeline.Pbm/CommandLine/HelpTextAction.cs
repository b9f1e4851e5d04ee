using System.CommandLine;
using System.CommandLine.Invocation;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.CommandLine;

internal sealed class HelpTextAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        HelpText.Write(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        return ExitCode.Ok;
    }
}
