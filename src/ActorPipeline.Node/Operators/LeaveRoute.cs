using ActorPipeline.Node.Http;

namespace ActorPipeline.Node.Operators;

/// <summary>Tells a node, this one or another, to hand over what it serves and to stop.</summary>
internal static class LeaveRoute
{
    /// <summary>Answers 202 with the member, and whether it is this one, when it has begun to leave; it is gone when it is no longer among the
    /// members.</summary>
    /// <param name="node">Id or address of the node; this one when null.</param>
    /// <param name="readOnly">Whether this listener refuses changes.</param>
    /// <exception cref="ProblemException">There is no such node, or it refuses.</exception>
    public static Task LeaveAsync(HttpContext context, IMembership membership, string? node, bool readOnly) =>
        ChangeAsync(context, membership, node, readOnly, "leave-refused", member => membership.LeaveAsync(member, context.RequestAborted));

    /// <summary>Removes a node that does not answer; answers 202 with the member.</summary>
    /// <exception cref="ProblemException">There is no such node, or it cannot be removed.</exception>
    public static Task DownAsync(HttpContext context, IMembership membership, string node, bool readOnly) =>
        ChangeAsync(context, membership, node, readOnly, "down-refused", member => new(membership.Down(member)));

    /// <summary>Finds a member by its id or address; the protocol may be left out, as Akka.Management allows.</summary>
    public static ClusterMember Find(IReadOnlyList<ClusterMember> members, string name)
    {
        var found = members
            .Where(member => member.Id == name || member.Address == name || member.Address.EndsWith($"//{name}", StringComparison.Ordinal))
            .ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw ProblemException.NotFound("unknown-member", $"there is no member {name}"),
            _ => throw new ProblemException(
                StatusCodes.Status409Conflict,
                "ambiguous-member",
                $"{found.Count} nodes have the id {name}: say which by its address, {string.Join(" or ", found.Select(member => member.Address))}"),
        };
    }

    private static async Task ChangeAsync(
        HttpContext context, IMembership membership, string? node, bool readOnly, string refused, Func<ClusterMember, ValueTask<string?>> change)
    {
        ReadOnlyGuard.Check(readOnly);
        var member = node is null ? membership.Self : Find(membership.Members, node);
        if (await change(member) is { } refusal)
        {
            throw new ProblemException(StatusCodes.Status409Conflict, refused, refusal);
        }

        await NodeJson.WriteAsync(context, new { node = member, self = member.Address == membership.Self.Address }, StatusCodes.Status202Accepted);
    }
}
