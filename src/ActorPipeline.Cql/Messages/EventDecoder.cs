using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Reads the body of EVENT (specification section 4.2.6).</summary>
internal static class EventDecoder
{
    public static ServerEvent Read(ref WireReader reader) => reader.ReadString("an event's type") switch
    {
        TopologyChangedEvent.TypeName => new TopologyChangedEvent(reader.ReadString("a change of the topology"), reader.ReadInet("a node's address")),
        StatusChangedEvent.TypeName => new StatusChangedEvent(reader.ReadString("a node's status") == "UP", reader.ReadInet("a node's address")),
        SchemaChangedEvent.TypeName => ReadSchemaChange(ref reader),
        var unknown => new ServerEvent(unknown),
    };

    public static SchemaChangedEvent ReadSchemaChange(ref WireReader reader)
    {
        var change = reader.ReadString("a change of the schema");
        var target = reader.ReadString("what changed in the schema");
        var keyspace = reader.ReadString("the keyspace that changed");
        var name = target == "KEYSPACE" ? "" : reader.ReadString("the name of what changed");
        return new SchemaChangedEvent(change, target, keyspace, name, target is "FUNCTION" or "AGGREGATE" ? reader.ReadStringList("the types of a function's arguments") : []);
    }
}
