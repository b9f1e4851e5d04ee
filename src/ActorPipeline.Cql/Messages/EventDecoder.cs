using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Reads the body of EVENT (specification section 4.2.6), as far as this client acts on it.</summary>
internal static class EventDecoder
{
    public static ServerEvent Read(ref WireReader reader) => reader.ReadString("an event's type") switch
    {
        "TOPOLOGY_CHANGE" => new TopologyChangedEvent(),
        "STATUS_CHANGE" => new StatusChangedEvent(reader.ReadString("a node's status") == "UP", reader.ReadInet("a node's address")),
        "SCHEMA_CHANGE" => ReadSchemaChange(ref reader),
        _ => new ServerEvent(),
    };

    private static SchemaChangedEvent ReadSchemaChange(ref WireReader reader)
    {
        reader.ReadString("a change of the schema");
        return new SchemaChangedEvent(reader.ReadString("what changed in the schema"));
    }
}
