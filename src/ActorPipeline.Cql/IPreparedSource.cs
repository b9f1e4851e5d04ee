namespace ActorPipeline.Cql;

/// <summary>The prepared statements of a request.</summary>
internal interface IPreparedSource
{
    PreparedStatement? Find(ReadOnlySpan<byte> id);
}
