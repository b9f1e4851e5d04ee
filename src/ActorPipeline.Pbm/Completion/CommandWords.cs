using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;

namespace ActorPipeline.Pbm.Completion;

/// <summary>What a completion script knows of a command without asking anybody.</summary>
/// <param name="Path">Its words from the root; empty for the root.</param>
/// <param name="Commands">The commands below it, with what they do.</param>
/// <param name="Options">Its options, global ones included.</param>
/// <param name="HasArguments">Whether names follow that only the tool can find.</param>
internal sealed record CommandWords(
    string Path, string Description, IReadOnlyList<(string Name, string Description)> Commands, IReadOnlyList<string> Options, bool HasArguments)
{
    /// <summary>The command above it, a slash, and its own name: how scripts walk along the words.</summary>
    public string Step
    {
        get
        {
            var space = Path.LastIndexOf(' ');
            return space < 0 ? $"/{Path}" : $"{Path[..space]}/{Path[(space + 1)..]}";
        }
    }

    public static IReadOnlyList<CommandWords> Of(RootCommand root)
    {
        var global = root.Options.Where(option => option.Recursive).ToList();
        return [.. Below(root, global)];
    }

    private static IEnumerable<CommandWords> Below(Command command, IReadOnlyList<Option> global)
    {
        yield return new CommandWords(
            PbmCommand.PathOf(command),
            command.Description ?? "",
            [.. PbmCommand.VisibleIn(command).Select(child => (child.Name, child.Description ?? ""))],
            [.. command.Options.Concat(global).Where(option => !option.Hidden).Select(option => option.Name).Distinct().Order(StringComparer.Ordinal)],
            command.Arguments.Count > 0);
        foreach (var words in PbmCommand.VisibleIn(command).SelectMany(child => Below(child, global)))
        {
            yield return words;
        }
    }
}
