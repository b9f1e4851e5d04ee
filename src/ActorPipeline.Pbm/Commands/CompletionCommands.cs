using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Completion;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm completion</c>: scripts that teach a shell the commands.</summary>
internal static class CompletionCommands
{
    public static PbmCommand Create(RootCommand root) => CommandKit.Group(
        "completion",
        "a script that teaches a shell the commands, options and names",
        Shell(root, "bash", "pbm completion bash >> ~/.bashrc", BashScript.Text),
        Shell(root, "zsh", "pbm completion zsh > \"${fpath[1]}/_pbm\"", ZshScript.Text),
        Shell(root, "fish", "pbm completion fish > ~/.config/fish/completions/pbm.fish", FishScript.Text),
        Shell(root, "powershell", "pbm completion powershell >> $PROFILE", PowerShellScript.Text));

    private static PbmCommand Shell(RootCommand root, string name, string install, Func<IReadOnlyList<CommandWords>, string> script)
    {
        var command = new PbmCommand(name, $"for {name}: {install}") { Examples = [install["pbm ".Length..]], IsLocal = true };
        command.SetAction(parse =>
        {
            parse.InvocationConfiguration.Output.Write($"{script(CommandWords.Of(root))}\n");
            return ExitCode.Ok;
        });
        return command;
    }
}
