using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>The commands a node answers: what the prompt offers.</summary>
/// <param name="paths">Their words, such as <c>view rows</c>; null when the node has not been asked: all are offered.</param>
internal sealed class OfferedCommands(IReadOnlySet<string>? paths)
{
    public static OfferedCommands All { get; } = new(null);

    /// <summary>Asks a node.</summary>
    /// <exception cref="NodeException">It does not answer.</exception>
    public static async Task<OfferedCommands> ReadAsync(NodeClient node, CancellationToken cancellationToken)
    {
        var palettes = await node.GetAsync(new NodeQuery("palettes"), cancellationToken);
        return new OfferedCommands(palettes.EnumerateArray().Select(Name).ToHashSet());
    }

    /// <summary>Whether a command is offered: the node answers it, it needs no node, or it holds one that is.</summary>
    public bool Includes(Command command) =>
        paths is null
        || (command as PbmCommand)?.IsLocal == true
        || paths.Contains(PbmCommand.PathOf(command))
        || command.Subcommands.Any(child => !child.Hidden && Includes(child));

    private static string Name(JsonElement command) => command.GetProperty("name").GetString()!;
}
