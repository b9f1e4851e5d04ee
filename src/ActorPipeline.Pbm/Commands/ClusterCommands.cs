using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

internal static class ClusterCommands
{
    private static readonly Column[] NodeColumns =
    [
        Column.Of("address"), Column.Of("id"), Column.Of("roles"), Column.Of("status", CellKind.State), Column.Of("unreachable", CellKind.State),
        Column.Of("version"), Column.Of("shards", CellKind.Number), Column.Of("health", CellKind.State), Column.Of("detail"),
        Column.Of("leader", wide: true), Column.Of("pid", wide: true), Column.Of("started", wide: true), Column.Of("web", wide: true),
        Column.Of("operators", wide: true),
    ];

    private static readonly Column[] EventColumns = [Column.Of("time"), Column.Of("type"), Column.Of("member")];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "cluster",
        "the nodes: who is there, and whether they can work",
        kit.Show(
            new PbmCommand("show", "members with address, roles, status, version, shards and what is wrong with them")
            {
                Examples = ["cluster show", "cluster show -o json"],
                CanWatch = true,
            },
            async (session, cancellationToken) => List(await MembersAsync(session.Node, cancellationToken))),
        kit.Show(
            new PbmCommand("status", "the node asked, and its readiness checks") { Examples = ["cluster status"], CanWatch = true },
            StatusAsync),
        kit.Show(
            new PbmCommand("leader", "the member that decides about others") { Examples = ["cluster leader", "cluster leader -o name"], CanWatch = true },
            LeaderAsync),
        LeaveCommand.Create(kit),
        CreateDown(kit),
        kit.Show(
            new PbmCommand("down-unreachable", "removes every member that does not answer") { Examples = ["cluster down-unreachable"] },
            DownUnreachableAsync),
        kit.Show(
            new PbmCommand("tail", "what changes among the members, as the node asked learns of it; first how they are")
            {
                Examples = ["cluster tail", "cluster tail -o json"],
            },
            (session, cancellationToken) => Task.FromResult(Tail(session.Node.StreamAsync(new NodeQuery("cluster", "tail"), cancellationToken)))),
        ClusterWaitCommand.Create(kit));

    private static PbmCommand CreateDown(CommandKit kit)
    {
        var node = kit.Argument("NODE", "id or address of a member", NodeNames.MembersAsync);
        var command = new PbmCommand("down", "removes a member that does not answer: others serve what it served")
        {
            Examples = ["cluster down n3"],
            Arguments = { node },
        };
        return kit.Show(command, async (session, cancellationToken) => Member(await DownAsync(session, session.Get(node)!, cancellationToken)));
    }

    private static async Task<Document> DownUnreachableAsync(Session session, CancellationToken cancellationToken)
    {
        var removed = new List<JsonElement>();
        foreach (var member in await MembersAsync(session.Node, cancellationToken))
        {
            if (member.Text("unreachable") == "unreachable")
            {
                removed.Add(await DownAsync(session, Address(member), cancellationToken));
            }
        }

        return List(removed);
    }

    private static async Task<JsonElement> DownAsync(Session session, string node, CancellationToken cancellationToken) =>
        (await session.Node.PostAsync(new NodeQuery("cluster", "down").With("node", node), null, cancellationToken)).GetProperty("node");

    public static async Task<List<JsonElement>> MembersAsync(NodeClient node, CancellationToken cancellationToken)
    {
        var cluster = await node.GetAsync(new NodeQuery("cluster"), cancellationToken);
        return [.. cluster.GetProperty("nodes").EnumerateArray()];
    }

    public static Document Member(JsonElement member) => Document.Single(member, NodeColumns, Address);

    public static string Address(JsonElement node) => node.Text("address");

    private static async Task<Document> LeaderAsync(Session session, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(session.Node, cancellationToken);
        var leader = members.Find(member => member.GetProperty("leader").GetBoolean());
        return leader.ValueKind != JsonValueKind.Undefined
            ? Member(leader)
            : throw new PbmException(ExitCode.NotMet, "no member works at the moment: there is no leader");
    }

    public static Document List(IEnumerable<JsonElement> members) =>
        new(new Section(NodeColumns, members.ToAsyncEnumerable()) { Style = SectionStyle.Bars }, Address, Footer: count => $"Count: {count} nodes");

    private static Document Tail(IAsyncEnumerable<JsonElement> changes) =>
        new(new Section(EventColumns, changes) { IsLive = true }, change => change.Text("type"));

    private static async Task<Document> StatusAsync(Session session, CancellationToken cancellationToken)
    {
        var status = await session.Node.GetAsync(new NodeQuery("cluster", "status"), cancellationToken);
        return Document.Within(status, "node", NodeColumns, Address, ClusterWaitCommand.Checks(status.GetProperty("ready")));
    }
}
