using System.CommandLine;
using System.CommandLine.Help;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>A command line's root, its global options, and the commands that are added to it.</summary>
internal sealed class CommandTree
{
    // No response files: a key may begin with an at sign.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public CommandTree(PbmHost host)
    {
        Kit = new CommandKit(host, Global);
        Root = new RootCommand("the operators' command line of ActorPipeline");
        Global.AddTo(Root);

        // Without an action of its own the root would be an error; what it does is the application's business.
        Root.SetAction(_ => ExitCode.Usage);
        var help = Root.Options.OfType<HelpOption>().Single();
        (help.Action, help.Description) = (new HelpText(), "this help, or a command's");
        Root.Options.OfType<VersionOption>().Single().Description = "the tool's version";
    }

    public RootCommand Root { get; }
    public GlobalOptions Global { get; } = new();
    public CommandKit Kit { get; }

    public void Add(params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands)
        {
            Root.Subcommands.Add(command);
        }
    }

    public ParseResult Parse(IReadOnlyList<string> args) => Root.Parse(args, Parsing);
}
