namespace ActorPipeline.Cql;

/// <summary>The prepared statements of a request.</summary>
internal interface IPreparedSource
{
    /// <summary>The statement with this id; null when it is not one of the request's.</summary>
    PreparedStatement? Find(ReadOnlySpan<byte> id);
}
