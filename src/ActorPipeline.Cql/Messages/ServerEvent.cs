namespace ActorPipeline.Cql.Messages;

/// <summary>What a server says unasked. An event of a kind that this client does not know is of this class itself.</summary>
internal record ServerEvent;
