using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm deadletter</c>: events that could not be decoded.</summary>
internal static class DeadLetterCommands
{
    private static readonly Column[] Columns =
    [
        Column.Of("id"), Column.Of("time"), Column.Of("topic"), Column.Of("partition", CellKind.Number), Column.Of("offset", CellKind.Number),
        Column.Of("reason"), Column.Of("text", wide: true), Column.Of("base64", wide: true),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "deadletter",
        "events that could not be decoded: their bytes, position and reason",
        CreateList(kit),
        CreateShow(kit),
        CreateReplay(kit));

    private static PbmCommand CreateList(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var limit = Options.Count("--limit", "the newest N; the node has a default");
        var command = new PbmCommand("list", "dead letters, newest last")
        {
            Examples = ["deadletter list csc8101"],
            CanWatch = true,
            Arguments = { pipeline },
            Options = { limit },
        };
        return kit.Show(command, (session, cancellationToken) =>
        {
            var query = new NodeQuery("pipelines", session.Get(pipeline)!, "deadletters").With("limit", session.Get(limit));
            return Task.FromResult(new Document(new Section(Columns, session.Node.StreamAsync(query, cancellationToken)), Id));
        });
    }

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var id = kit.Argument("ID", "its id, as listed", Ids(pipeline));
        var command = new PbmCommand("show", "one dead letter with its bytes") { Examples = ["deadletter show csc8101 0-17"], Arguments = { pipeline, id } };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var letter = await session.Node.GetAsync(new NodeQuery("pipelines", session.Get(pipeline)!, "deadletters", session.Get(id)!), cancellationToken);
            return Document.Properties(letter, [.. Columns.Select(column => column with { IsWide = false })], Id);
        });
    }

    private static PbmCommand CreateReplay(CommandKit kit)
    {
        var pipeline = kit.Pipeline();
        var id = kit.Argument("ID", "one of them only; all that are kept without it", Ids(pipeline));
        id.Arity = ArgumentArity.ZeroOrOne;
        var command = new PbmCommand("replay", "give their bytes to the source topic again")
        {
            Examples = ["deadletter replay csc8101", "deadletter replay csc8101 0-17"],
            Arguments = { pipeline, id },
        };
        return kit.Show(command, async (session, cancellationToken) =>
        {
            var query = new NodeQuery("pipelines", session.Get(pipeline)!, "deadletters", "replay").With("id", session.Get(id));
            var answer = await session.Node.PostAsync(query, null, cancellationToken);
            return Document.Single(answer, [Column.Of("replayed", CellKind.Number)], item => item.GetProperty("replayed").GetRawText());
        });
    }

    private static Completer Ids(Argument<string> pipeline) => async (session, _, cancellationToken) =>
        session.Get(pipeline) is { } name
            ? await session.Node.StreamAsync(new NodeQuery("pipelines", name, "deadletters"), cancellationToken)
                .Select(Id).Take(NodeNames.MaxNames).ToListAsync(cancellationToken)
            : [];

    private static string Id(JsonElement letter) => letter.Text("id");
}
