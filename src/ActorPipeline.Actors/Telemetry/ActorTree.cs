using Akka.Actor;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>An actor and those below it, as they were a moment ago.</summary>
/// <param name="Children">The actors that it supervises, by name.</param>
public sealed record ActorTree(string Path, string Type, int Mailbox, IReadOnlyList<ActorTree> Children)
{
    /// <summary>Describes the actors of a system below its user guardian.</summary>
    /// <param name="depth">How many levels: 1 is the guardian alone.</param>
    public static ActorTree Of(ActorSystem system, int depth)
    {
        ArgumentNullException.ThrowIfNull(system);
        return Of(((ExtendedActorSystem)system).Guardian, depth);
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
