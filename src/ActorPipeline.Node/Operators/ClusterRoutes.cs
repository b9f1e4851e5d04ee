using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>The routes of Akka.Management, in its shapes, so that scripts written for it work.</summary>
internal static class ClusterRoutes
{
    public static void Map(IEndpointRouteBuilder routes, IMembership membership, PipelineCatalog catalog, bool readOnly)
    {
        routes.MapGet("/cluster/members/", context => MembersAsync(context, membership));
        routes.MapGet("/cluster/members/{*address}", context => MemberAsync(context, membership));
        routes.MapGet("/cluster/shards", context => NodeJson.WriteAsync(
            context, new Dictionary<string, object> { ["entityTypeKeys"] = catalog.All.Select(pipeline => pipeline.Definition.Name) }));
        routes.MapGet("/cluster/shards/{name}", context => ShardsAsync(context, catalog));
        routes.MapDelete("/cluster/members/{*address}", context => LeaveRoute.LeaveAsync(context, membership, Address(context), readOnly));
        routes.MapMethods("/cluster/{*rest}", ["POST", "PUT", "DELETE"], _ => RefuseChange(readOnly));
    }

    private static Task MembersAsync(HttpContext context, IMembership membership)
    {
        var members = membership.Members;
        var reachable = members.Where(member => member.Status != "unreachable").ToList();
        return NodeJson.WriteAsync(context, new Dictionary<string, object?>
        {
            ["selfNode"] = membership.Self.Address,
            ["members"] = members.Select(Shape),
            ["unreachable"] = members.Except(reachable).Select(member => new Dictionary<string, object>
            {
                ["node"] = member.Address,
                ["observedBy"] = new[] { membership.Self.Address },
            }),
            ["leader"] = members.FirstOrDefault(member => member.Leader)?.Address,
            ["oldest"] = members.Count > 0 ? members[0].Address : null,
            ["oldestPerRole"] = members.SelectMany(member => member.Roles).Distinct()
                .ToDictionary(role => role, role => members.First(member => member.Roles.Contains(role)).Address),
        });
    }

    private static Task MemberAsync(HttpContext context, IMembership membership) =>
        NodeJson.WriteAsync(context, Shape(LeaveRoute.Find(membership.Members, Address(context))));

    private static string Address(HttpContext context) => Uri.UnescapeDataString(context.Request.RouteValues["address"] as string ?? "");

    private static async Task ShardsAsync(HttpContext context, PipelineCatalog catalog)
    {
        var shards = await catalog.Find(context.Request.RouteValues["name"] as string ?? "").ShardsAsync(context.RequestAborted);
        await NodeJson.WriteAsync(context, new Dictionary<string, object>
        {
            ["regions"] = shards.Select(shard => new Dictionary<string, object> { ["shardId"] = $"{shard.Shard}", ["numEntities"] = shard.Entities }),
        });
    }

    private static Dictionary<string, object> Shape(ClusterMember member) => new()
    {
        ["node"] = member.Address,
        ["nodeUid"] = $"{member.Pid}",
        ["status"] = char.ToUpperInvariant(member.Status[0]) + member.Status[1..],
        ["roles"] = member.Roles,
    };

    private static Task RefuseChange(bool readOnly) => throw (readOnly
        ? ReadOnlyGuard.Refusal()
        : new ProblemException(
            StatusCodes.Status405MethodNotAllowed, "not-joined-by-hand", "members come by starting them; DELETE /cluster/members/{address} makes one leave"));
}
