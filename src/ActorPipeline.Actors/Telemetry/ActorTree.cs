using Akka.Actor;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>An actor and those below it, as they were a moment ago.</summary>
/// <param name="Children">The actors that it supervises, by name.</param>
public sealed record ActorTree(string Path, string Type, int Mailbox, IReadOnlyList<ActorTree> Children)
{
    /// <summary>Describes the node's actors: those below the user guardian and, in a cluster, the regions and what they hold, which Akka keeps below
    /// <c>/system/sharding</c>.</summary>
    /// <param name="depth">How many levels: 1 is the root alone.</param>
    public static ActorTree Of(ActorSystem system, int depth)
    {
        ArgumentNullException.ThrowIfNull(system);
        var akka = (ExtendedActorSystem)system;
        var sharding = ((ActorRefWithCell)akka.SystemGuardian).Children.Where(child => child.Path.Name == "sharding");
        IEnumerable<IActorRef> roots = depth <= 1 ? [] : [akka.Guardian, .. sharding];
        return new ActorTree("/", nameof(ActorSystem), 0, [.. roots.Select(root => Of(root, depth - 1))]);
    }

    private static ActorTree Of(IActorRef actor, int depth)
    {
        var path = actor.Path.ToStringWithoutAddress();
        if (actor is not ActorRefWithCell { Underlying: { } cell } known)
        {
            return new ActorTree(path, actor.GetType().Name, 0, []);
        }

        IEnumerable<IActorRef> children = depth <= 1 ? [] : known.Children.OrderBy(child => child.Path.Name, StringComparer.Ordinal);
        return new ActorTree(path, cell.Props?.Type?.Name ?? "", cell.NumberOfMessages, [.. children.Select(child => Of(child, depth - 1))]);
    }
}
