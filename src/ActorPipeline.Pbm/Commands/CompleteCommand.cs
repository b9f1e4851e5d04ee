using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Completion;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm __complete -- WORD…</c>: what may follow, one a line; completion scripts call it. The last word is the one being typed.</summary>
internal static class CompleteCommand
{
    public const string Name = "__complete";

    public static PbmCommand Create(CommandTree tree, PbmHost host)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        var command = new PbmCommand(Name, "what may follow") { Hidden = true, Arguments = { words } };
        command.SetAction(async (parse, cancellationToken) =>
        {
            foreach (var candidate in await new CompletionEngine(tree, host).CompleteAsync(parse.GetValue(words) ?? [], cancellationToken))
            {
                await host.Out.WriteLineAsync(candidate);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
