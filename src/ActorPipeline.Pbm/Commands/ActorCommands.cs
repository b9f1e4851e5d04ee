using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm actor</c>: the node's actors.</summary>
internal static class ActorCommands
{
    private const int DefaultDepth = 4;

    private static readonly Column[] Columns =
    [
        Column.Of("path"), Column.Of("type"), Column.Of("mailbox", CellKind.Number), Column.Of("capacity", CellKind.Number), Column.Of("restarts", CellKind.Number),
    ];

    public static PbmCommand Create(CommandKit kit)
    {
        var depth = Options.Count("--depth", $"levels below the root (default {DefaultDepth})", "-d");
        var hierarchy = new PbmCommand("hierarchy", "path, type, mailbox and restarts of every actor")
        {
            Examples = ["actor hierarchy", "actor hierarchy -d 2"],
            CanWatch = true,
            Options = { depth },
        };
        return CommandKit.Group("actor", "the node's actors", kit.Show(hierarchy, async (session, cancellationToken) =>
        {
            var tree = await session.Node.GetAsync(new NodeQuery("actors").With("depth", session.Get(depth) ?? DefaultDepth), cancellationToken);
            return Document.Tree(tree, new Section(Columns, Flatten(tree).ToAsyncEnumerable()), actor => actor.GetProperty("path").GetString()!);
        }));
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement actor)
    {
        yield return actor;
        if (actor.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array)
        {
            foreach (var descendant in children.EnumerateArray().SelectMany(Flatten))
            {
                yield return descendant;
            }
        }
    }
}
