using System.Net;

namespace ActorPipeline.Cql.Messages;

/// <summary>A node went up or down: a hint.</summary>
/// <param name="IsUp">Whether it is up.</param>
/// <param name="Address">The node.</param>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : ServerEvent(TypeName)
{
    public const string TypeName = "STATUS_CHANGE";
}
