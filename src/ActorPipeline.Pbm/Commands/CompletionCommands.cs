using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Completion;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm completion</c>: scripts that teach a shell the commands.</summary>
internal static class CompletionCommands
{
    public static PbmCommand Create(RootCommand root)
    {
        var command = CommandKit.Group(
            "completion",
            "a script that teaches a shell the commands, options and names",
            Shell(root, "bash", "pbm completion bash >> ~/.bashrc", BashScript.Write),
            Shell(root, "zsh", "pbm completion zsh > \"${fpath[1]}/_pbm\"", ZshScript.Write),
            Shell(root, "fish", "pbm completion fish > ~/.config/fish/completions/pbm.fish", FishScript.Write),
            Shell(root, "powershell", "pbm completion powershell >> $PROFILE", PowerShellScript.Write));
        return command;
    }

    private static PbmCommand Shell(RootCommand root, string name, string install, Action<TextWriter, IReadOnlyList<CommandWords>> write)
    {
        var command = new PbmCommand(name, $"for {name}: {install}") { Examples = [install["pbm ".Length..]], IsLocal = true };
        command.SetAction(parse =>
        {
            write(parse.InvocationConfiguration.Output, CommandWords.Of(root));
            return ExitCode.Ok;
        });
        return command;
    }
}
