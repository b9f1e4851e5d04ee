namespace ActorPipeline.Cql.Types;

/// <summary>How a vector holds its elements.</summary>
internal static class VectorElement
{
    /// <summary>Bytes of each element when all are of one size in the server's eyes (Cassandra's <c>AbstractType.valueLengthIfFixed</c>); else 0.</summary>
    public static int FixedSize(CqlType type) => type.Code switch
    {
        CqlTypeCode.Boolean => 1,
        CqlTypeCode.Int or CqlTypeCode.Float => 4,
        CqlTypeCode.Bigint or CqlTypeCode.Double or CqlTypeCode.Timestamp => 8,
        CqlTypeCode.Uuid or CqlTypeCode.Timeuuid => 16,
        CqlTypeCode.Vector => (int)Math.Min(int.MaxValue, (long)FixedSize(type.Elements[0]) * type.Dimension),
        _ => 0,
    };
}
