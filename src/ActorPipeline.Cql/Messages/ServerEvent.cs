namespace ActorPipeline.Cql.Messages;

/// <summary>What a server says unasked. An event of a kind that this client does not know is of this class itself.</summary>
/// <param name="Type">TOPOLOGY_CHANGE, STATUS_CHANGE, SCHEMA_CHANGE, or what is not known.</param>
internal record ServerEvent(string Type);
