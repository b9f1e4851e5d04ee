using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm cluster</c>: the nodes.</summary>
internal static class ClusterCommands
{
    private static readonly Column[] NodeColumns =
    [
        Column.Of("address"), Column.Of("id"), Column.Of("roles"), Column.Of("status", CellKind.State), Column.Of("version"),
        Column.Of("shards", CellKind.Number), Column.Of("health", CellKind.State), Column.Of("detail"),
        Column.Of("leader", wide: true), Column.Of("pid", wide: true), Column.Of("started", wide: true), Column.Of("web", wide: true),
    ];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "cluster",
        "the nodes: who is there, and whether they can work",
        kit.Show(
            new PbmCommand("show", "members with address, roles, status, version, shards and what is wrong with them") { Examples = ["cluster show", "cluster show -o json"], CanWatch = true },
            ShowAsync),
        kit.Show(
            new PbmCommand("status", "the node asked, and its readiness checks") { Examples = ["cluster status"], CanWatch = true },
            StatusAsync),
        kit.Show(new PbmCommand("leader", "the oldest member that works") { Examples = ["cluster leader", "cluster leader -o name"], CanWatch = true }, LeaderAsync),
        LeaveCommand.Create(kit),
        ClusterWaitCommand.Create(kit));

    /// <summary>The members, the oldest first.</summary>
    public static async Task<List<JsonElement>> MembersAsync(NodeClient node, CancellationToken cancellationToken)
    {
        var cluster = await node.GetAsync(new NodeQuery("cluster"), cancellationToken);
        return [.. cluster.GetProperty("nodes").EnumerateArray()];
    }

    /// <summary>A member as a document of its own.</summary>
    public static Document Member(JsonElement member) => Document.Single(member, NodeColumns, Address);

    /// <summary>A member's address.</summary>
    public static string Address(JsonElement node) => node.GetProperty("address").GetString()!;

    private static async Task<Document> LeaderAsync(Session session, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(session.Node, cancellationToken);
        var leader = members.Find(member => member.GetProperty("leader").GetBoolean());
        return leader.ValueKind == JsonValueKind.Undefined ? throw new PbmException(ExitCode.NotMet, "no member works at the moment: there is no leader") : Member(leader);
    }

    /// <summary>The members as a list.</summary>
    public static Document List(IEnumerable<JsonElement> members) =>
        Document.List(new Section(NodeColumns, members.ToAsyncEnumerable()) { Style = SectionStyle.Bars }, Address, count => $"Count: {count} nodes");

    private static async Task<Document> ShowAsync(Session session, CancellationToken cancellationToken) => List(await MembersAsync(session.Node, cancellationToken));

    private static async Task<Document> StatusAsync(Session session, CancellationToken cancellationToken)
    {
        var status = await session.Node.GetAsync(new NodeQuery("cluster", "status"), cancellationToken);
        return Document.Within(status, "node", NodeColumns, Address, ClusterWaitCommand.Checks(status.GetProperty("ready")));
    }
}
