using System.Net;

namespace ActorPipeline.Cassandra.Cql.Messages;

/// <summary>What a server says unasked. An event of a kind that this client does not know is of this class itself.</summary>
/// <param name="Type">TOPOLOGY_CHANGE, STATUS_CHANGE, SCHEMA_CHANGE, or what is not known.</param>
internal record ServerEvent(string Type);

/// <summary>A node joined, left or moved.</summary>
/// <param name="Change">NEW_NODE, REMOVED_NODE or MOVED_NODE.</param>
/// <param name="Address">The node.</param>
internal sealed record TopologyChangedEvent(string Change, IPEndPoint Address) : ServerEvent(TypeName)
{
    public const string TypeName = "TOPOLOGY_CHANGE";
}

/// <summary>A node went up or down: a hint.</summary>
/// <param name="IsUp">Whether it is up.</param>
/// <param name="Address">The node.</param>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : ServerEvent(TypeName)
{
    public const string TypeName = "STATUS_CHANGE";
}

/// <summary>The schema changed.</summary>
/// <param name="Change">CREATED, UPDATED or DROPPED.</param>
/// <param name="Target">KEYSPACE, TABLE, TYPE, FUNCTION or AGGREGATE.</param>
/// <param name="Keyspace">The keyspace.</param>
/// <param name="Name">What in it; empty for the keyspace itself.</param>
/// <param name="ArgumentTypes">Of functions and aggregates; else empty.</param>
internal sealed record SchemaChangedEvent(string Change, string Target, string Keyspace, string Name, IReadOnlyList<string> ArgumentTypes) : ServerEvent(TypeName)
{
    public const string TypeName = "SCHEMA_CHANGE";
}
