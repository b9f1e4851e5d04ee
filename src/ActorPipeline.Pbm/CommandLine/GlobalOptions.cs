using System.CommandLine;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Options that stand anywhere on the command line.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Node { get; } = new("--node")
    {
        Description = "the node to ask: http://host:port or host:port",
        HelpName = "URL",
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = "the token the node asks for (PBM_TOKEN keeps it out of the shell's history)",
        HelpName = "T",
    };

    public Option<OutputFormat> Output { get; } = Options.OneOf<OutputFormat>("--output", "how results are written", OutputFormat.Table, "-o");
    public Option<bool> Watch { get; } = new("--watch", "-w") { Description = "show it again and again; with -o json a document a line" };
    public Option<TimeSpan> Interval { get; } = Options.Duration("--interval", "how often --watch asks", TimeSpan.FromSeconds(2));

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { Node, Token, Output, Watch, Interval })
        {
            option.Recursive = true;
            root.Options.Add(option);
        }
    }
}
