using System.Net;

namespace ActorPipeline.Cql.Messages;

/// <summary>A node joined, left or moved.</summary>
/// <param name="Change">NEW_NODE, REMOVED_NODE or MOVED_NODE.</param>
/// <param name="Address">The node.</param>
internal sealed record TopologyChangedEvent(string Change, IPEndPoint Address) : ServerEvent(TypeName)
{
    public const string TypeName = "TOPOLOGY_CHANGE";
}
