using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>The flags of QUERY, EXECUTE and BATCH, a byte in version 4 and four in version 5, and the fields that these requests end with.</summary>
internal static class RequestFlags
{
    public const int Values = 0x01;
    public const int SkipMetadata = 0x02;
    public const int PageSize = 0x04;
    public const int PagingState = 0x08;
    private const int SerialConsistency = 0x10;
    private const int Timestamp = 0x20;

    public static void Write(WireWriter writer, int version, int flags)
    {
        if (version < 5)
        {
            writer.WriteByte((byte)flags);
        }
        else
        {
            writer.WriteInt(flags);
        }
    }

    public static int Common(CqlConsistency? serial, long? timestamp) => (serial is null ? 0 : SerialConsistency) | (timestamp is null ? 0 : Timestamp);

    /// <summary>Writes what is there of these fields, in the order of the specification.</summary>
    public static void WriteCommon(WireWriter writer, CqlConsistency? serial, long? timestamp)
    {
        if (serial is { } consistency)
        {
            writer.WriteConsistency(consistency);
        }

        if (timestamp is { } microseconds)
        {
            writer.WriteLong(microseconds);
        }
    }
}
