using ActorPipeline.Actors;

namespace ActorPipeline.Node.Operators;

/// <summary>An actor and those below it, as operators see them.</summary>
internal sealed record ActorDocument(
    string Path, string Type, int Mailbox, int Capacity, int Restarts, IReadOnlyList<ActorDocument> Children)
{
    public static ActorDocument Of(ActorDescription actor) => new(
        actor.Path.ToString(), actor.Type.Name, actor.MailboxDepth, actor.MailboxCapacity, actor.Restarts, [.. actor.Children.Select(Of)]);
}
