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
    private const int Keyspace = 0x80;
    private const int NowInSeconds = 0x100;

    /// <summary>Writes flags.</summary>
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

    /// <summary>The flags of the fields that <see cref="WriteCommon"/> writes.</summary>
    /// <exception cref="NotSupportedException">Something needs version 5.</exception>
    public static int Common(int version, CqlConsistency? serial, long? timestamp, string? keyspace, int? nowInSeconds)
    {
        RequireVersion5(keyspace is null, version, "a keyspace of a single request");
        RequireVersion5(nowInSeconds is null, version, "a time that counts as now");
        return (serial is null ? 0 : SerialConsistency)
            | (timestamp is null ? 0 : Timestamp)
            | (keyspace is null ? 0 : Keyspace)
            | (nowInSeconds is null ? 0 : NowInSeconds);
    }

    /// <summary>Writes what is there of these fields, in the order of the specification.</summary>
    public static void WriteCommon(WireWriter writer, CqlConsistency? serial, long? timestamp, string? keyspace, int? nowInSeconds)
    {
        if (serial is { } consistency)
        {
            writer.WriteConsistency(consistency);
        }

        if (timestamp is { } microseconds)
        {
            writer.WriteLong(microseconds);
        }

        if (keyspace is not null)
        {
            writer.WriteString(keyspace);
        }

        if (nowInSeconds is { } now)
        {
            writer.WriteInt(now);
        }
    }

    /// <summary>Refuses what an older version has no room for.</summary>
    public static void RequireVersion5(bool isAbsent, int version, string what)
    {
        if (!isAbsent && version < 5)
        {
            throw new NotSupportedException($"{what} needs protocol version 5; this connection speaks version {version}");
        }
    }
}
