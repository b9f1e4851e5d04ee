using System.CommandLine;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>A command with what its help shows first.</summary>
internal sealed class PbmCommand(string name, string description) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; init; } = [];
    public bool CanWatch { get; init; }
    public bool IsLocal { get; init; }

    /// <summary>Its words from the root: <c>view rows</c>.</summary>
    public static string PathOf(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "" : $"{PathOf(parent)} {command.Name}".TrimStart();
    }

    public static IEnumerable<Command> VisibleIn(Command command) =>
        command.Subcommands.Where(child => !child.Hidden).OrderBy(child => child.Name, StringComparer.Ordinal);
}
