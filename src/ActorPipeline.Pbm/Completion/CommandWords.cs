using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;

namespace ActorPipeline.Pbm.Completion;

/// <summary>What a completion script knows of a command without asking anybody.</summary>
/// <param name="Path">Its words from the root; empty for the root.</param>
/// <param name="Commands">The commands below it, with what they do.</param>
/// <param name="Options">Its options, global ones included.</param>
/// <param name="HasArguments">Whether names follow that only the tool can find.</param>
internal sealed record CommandWords(
    string Path, IReadOnlyList<(string Name, string Description)> Commands, IReadOnlyList<string> Options, bool HasArguments)
{
    /// <summary>The command above it, a slash, and its own name: how scripts walk along the words.</summary>
    public string Step => Path.LastIndexOf(' ') is >= 0 and var space ? $"{Path[..space]}/{Path[(space + 1)..]}" : $"/{Path}";

    /// <summary>The names of the commands below it, and its options, as shells list words.</summary>
    public string CommandList => string.Join(' ', Commands.Select(child => child.Name));

    public string OptionList => string.Join(' ', Options);

    /// <summary>The root, and every command below it that help shows.</summary>
    public static IReadOnlyList<CommandWords> Of(RootCommand root) => [.. Below(root, [.. root.Options.Where(option => option.Recursive)])];

    /// <summary>Lines of a script for each of some commands.</summary>
    public static string Lines(IEnumerable<CommandWords> commands, Func<CommandWords, string> line) => string.Join('\n', commands.Select(line));

    private static IEnumerable<CommandWords> Below(Command command, IReadOnlyList<Option> global)
    {
        yield return new CommandWords(
            PbmCommand.PathOf(command),
            [.. PbmCommand.VisibleIn(command).Select(child => (child.Name, child.Description ?? ""))],
            [.. command.Options.Concat(global).Where(option => !option.Hidden).Select(option => option.Name).Distinct().Order(StringComparer.Ordinal)],
            command.Arguments.Count > 0);
        foreach (var words in PbmCommand.VisibleIn(command).SelectMany(child => Below(child, global)))
        {
            yield return words;
        }
    }
}
