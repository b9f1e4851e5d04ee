namespace ActorPipeline.Cql.Messages;

/// <summary>What a server answers, or says unasked. All but <see cref="RowsResponse"/> stand on their own.</summary>
internal abstract class Response;
