using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>Writes .NET values as [bytes] of CQL values (specification section 6), without boxing. Each must go with its slot.</summary>
internal static class ValueEncoder
{
    // A date is counted from 2^31 days before 1970-01-01.
    private const uint EpochDay = 1u << 31;
    private static readonly int FirstDay = new DateOnly(1970, 1, 1).DayNumber;

    public static void Write(WireWriter writer, ValueSlot slot, sbyte value) =>
        Sized(writer, 1, slot, slot.Is(CqlTypeCode.Tinyint), "a .NET sbyte")[0] = (byte)value;

    public static void Write(WireWriter writer, ValueSlot slot, short value) =>
        BinaryPrimitives.WriteInt16BigEndian(Sized(writer, 2, slot, slot.Is(CqlTypeCode.Smallint), "a .NET short"), value);

    public static void Write(WireWriter writer, ValueSlot slot, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(Sized(writer, 4, slot, slot.Is(CqlTypeCode.Int), "a .NET int"), value);

    public static void Write(WireWriter writer, ValueSlot slot, long value) =>
        BinaryPrimitives.WriteInt64BigEndian(Sized(writer, 8, slot, slot.IsLong, "a .NET long"), value);

    public static void Write(WireWriter writer, ValueSlot slot, float value) =>
        BinaryPrimitives.WriteSingleBigEndian(Sized(writer, 4, slot, slot.Is(CqlTypeCode.Float), "a .NET float"), value);

    public static void Write(WireWriter writer, ValueSlot slot, double value) =>
        BinaryPrimitives.WriteDoubleBigEndian(Sized(writer, 8, slot, slot.Is(CqlTypeCode.Double), "a .NET double"), value);

    public static void Write(WireWriter writer, ValueSlot slot, bool value) =>
        Sized(writer, 1, slot, slot.Is(CqlTypeCode.Boolean), "a .NET bool")[0] = value ? (byte)1 : (byte)0;

    public static void Write(WireWriter writer, ValueSlot slot, Guid value) =>
        value.TryWriteBytes(Sized(writer, 16, slot, slot.Is(CqlTypeCode.Uuid, CqlTypeCode.Timeuuid), "a .NET Guid"), bigEndian: true, out _);

    public static void Write(WireWriter writer, ValueSlot slot, DateTimeOffset value) =>
        BinaryPrimitives.WriteInt64BigEndian(Sized(writer, 8, slot, slot.Is(CqlTypeCode.Timestamp), "a .NET DateTimeOffset"), value.ToUnixTimeMilliseconds());

    public static void Write(WireWriter writer, ValueSlot slot, DateOnly value) =>
        BinaryPrimitives.WriteUInt32BigEndian(
            Sized(writer, 4, slot, slot.Is(CqlTypeCode.Date), "a .NET DateOnly"), (uint)(EpochDay + (value.DayNumber - FirstDay)));

    public static void Write(WireWriter writer, ValueSlot slot, TimeOnly value) =>
        BinaryPrimitives.WriteInt64BigEndian(Sized(writer, 8, slot, slot.Is(CqlTypeCode.Time), "a .NET TimeOnly"), value.Ticks * TimeSpan.NanosecondsPerTick);

    public static void Write(WireWriter writer, ValueSlot slot, BigInteger value) =>
        value.TryWriteBytes(Sized(writer, value.GetByteCount(), slot, slot.Is(CqlTypeCode.Varint), "a .NET BigInteger"), out _, isBigEndian: true);

    public static void Write(WireWriter writer, ValueSlot slot, CqlDecimal value)
    {
        slot.Require(slot.Is(CqlTypeCode.Decimal), "a decimal");
        writer.WriteInt(4 + value.Unscaled.GetByteCount());
        writer.WriteInt(value.Scale);
        value.Unscaled.TryWriteBytes(writer.Reserve(value.Unscaled.GetByteCount()), out _, isBigEndian: true);
    }

    public static void Write(WireWriter writer, ValueSlot slot, IPAddress value)
    {
        slot.Require(slot.Is(CqlTypeCode.Inet), "a .NET IPAddress");
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, out var length);
        writer.WriteBytes(bytes[..length]);
    }

    public static void WriteText(WireWriter writer, ValueSlot slot, ReadOnlySpan<char> value)
    {
        slot.Require(slot.Is(CqlTypeCode.Varchar, CqlTypeCode.Ascii), "a .NET string");
        writer.WriteLongString(value);
    }

    public static void WriteUtf8(WireWriter writer, ValueSlot slot, ReadOnlySpan<byte> value)
    {
        slot.Require(slot.Is(CqlTypeCode.Varchar, CqlTypeCode.Ascii), "a text in UTF-8");
        writer.WriteBytes(value);
    }

    public static void WriteBytes(WireWriter writer, ValueSlot slot, ReadOnlySpan<byte> value)
    {
        slot.Require(TakesBytes(slot), "bytes");
        writer.WriteBytes(value);
    }

    /// <summary>Whether a slot's values are bytes to this client.</summary>
    public static bool TakesBytes(ValueSlot slot) => slot.Type.Code is CqlTypeCode.Blob or CqlTypeCode.Duration or CqlTypeCode.Custom;

    private static Span<byte> Sized(WireWriter writer, int length, ValueSlot slot, bool isRight, string asked)
    {
        slot.Require(isRight, asked);
        writer.WriteInt(length);
        return writer.Reserve(length);
    }
}
