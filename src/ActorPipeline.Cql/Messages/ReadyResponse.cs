namespace ActorPipeline.Cql.Messages;

/// <summary>READY.</summary>
internal sealed class ReadyResponse : Response;
