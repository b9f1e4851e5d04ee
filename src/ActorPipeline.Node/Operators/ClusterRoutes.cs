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
        routes.MapPut("/cluster/members/{*address}", context => OperateAsync(context, membership, readOnly));
        routes.MapGet("/cluster/domain-events", context => DomainEventRoutes.EventsAsync(context, membership));
        routes.MapMethods("/cluster/{*rest}", ["POST", "PUT", "DELETE"], _ => RefuseChange(readOnly));
    }

    private static Task MembersAsync(HttpContext context, IMembership membership)
    {
        var members = membership.Members;
        return NodeJson.WriteAsync(context, new Dictionary<string, object?>
        {
            ["selfNode"] = membership.Self.Address,
            ["members"] = members.Select(Shape),
            ["unreachable"] = membership.Unreachable.Select(one => new Dictionary<string, object> { ["node"] = one.Key, ["observedBy"] = one.Value }),
            ["leader"] = members.FirstOrDefault(member => member.Leader)?.Address,
            ["oldest"] = members.Count > 0 ? members[0].Address : null,
            ["oldestPerRole"] = membership.OldestPerRole,
        });
    }

    private static Task MemberAsync(HttpContext context, IMembership membership) =>
        NodeJson.WriteAsync(context, Shape(LeaveRoute.Find(membership.Members, Address(context))));

    // As Akka.Management takes it: a form with the field operation.
    private static async Task OperateAsync(HttpContext context, IMembership membership, bool readOnly)
    {
        ReadOnlyGuard.Check(readOnly);
        var operation = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["operation"].ToString() : "";
        switch (operation.ToUpperInvariant())
        {
            case "LEAVE":
                await LeaveRoute.LeaveAsync(context, membership, Address(context), readOnly);
                break;
            case "DOWN":
                await LeaveRoute.DownAsync(context, membership, Address(context), readOnly);
                break;
            default:
                throw ProblemException.BadRequest("bad-parameter", $"operation: expected the form field Leave or Down; found '{operation}'");
        }
    }

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
        ["nodeUid"] = member.Uid,
        ["status"] = member.Status,
        ["roles"] = member.Roles,
    };

    private static Task RefuseChange(bool readOnly) => throw (readOnly
        ? ReadOnlyGuard.Refusal()
        : new ProblemException(
            StatusCodes.Status405MethodNotAllowed, "not-joined-by-hand", "members come by starting them; DELETE /cluster/members/{address} makes one leave"));
}
