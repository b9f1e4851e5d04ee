namespace ActorPipeline.Cql.Messages;

internal sealed class ReadyResponse : Response;
