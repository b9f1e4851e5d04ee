using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// Reads CQL values (specification section 6) as .NET values, without boxing. The CQL type must go with what is asked (<see cref="CqlTypeException"/>); bytes
/// of a wrong length for their type are the server's fault (<see cref="CqlProtocolException"/>).
/// </summary>
internal static class ValueDecoder
{
    private const uint EpochDay = 1u << 31;
    private static readonly int FirstDay = new DateOnly(1970, 1, 1).DayNumber;

    public static sbyte ReadSByte(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        (sbyte)Exactly(slot, bytes, 1, slot.Is(CqlTypeCode.Tinyint), "a .NET sbyte")[0];

    public static short ReadInt16(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt16BigEndian(Exactly(slot, bytes, 2, slot.Is(CqlTypeCode.Smallint), "a .NET short"));

    public static int ReadInt32(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt32BigEndian(Exactly(slot, bytes, 4, slot.Is(CqlTypeCode.Int), "a .NET int"));

    public static long ReadInt64(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt64BigEndian(Exactly(slot, bytes, 8, slot.IsLong, "a .NET long"));

    public static float ReadSingle(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadSingleBigEndian(Exactly(slot, bytes, 4, slot.Is(CqlTypeCode.Float), "a .NET float"));

    public static double ReadDouble(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadDoubleBigEndian(Exactly(slot, bytes, 8, slot.Is(CqlTypeCode.Double), "a .NET double"));

    public static bool ReadBoolean(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        Exactly(slot, bytes, 1, slot.Is(CqlTypeCode.Boolean), "a .NET bool")[0] != 0;

    public static Guid ReadGuid(ValueSlot slot, ReadOnlySpan<byte> bytes) =>
        new Guid(Exactly(slot, bytes, 16, slot.Is(CqlTypeCode.Uuid, CqlTypeCode.Timeuuid), "a .NET Guid"), bigEndian: true);

    public static DateTimeOffset ReadTimestamp(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(Exactly(slot, bytes, 8, slot.Is(CqlTypeCode.Timestamp), "a .NET DateTimeOffset"));
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new CqlTypeException($"{slot.Name} holds a timestamp outside the years 1 to 9999 ({milliseconds} ms): read it as a long");
    }

    public static DateOnly ReadDate(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var day = (long)BinaryPrimitives.ReadUInt32BigEndian(Exactly(slot, bytes, 4, slot.Is(CqlTypeCode.Date), "a .NET DateOnly")) - EpochDay + FirstDay;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day)
            : throw new CqlTypeException($"{slot.Name} holds a date outside the years 1 to 9999 (day {day - FirstDay} since 1970)");
    }

    // A tick is 100 ns: what is below is cut off here, and there as a long.
    public static TimeOnly ReadTime(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var nanoseconds = BinaryPrimitives.ReadInt64BigEndian(Exactly(slot, bytes, 8, slot.Is(CqlTypeCode.Time), "a .NET TimeOnly"));
        return nanoseconds >= 0 && nanoseconds / TimeSpan.NanosecondsPerTick < TimeSpan.TicksPerDay
            ? new TimeOnly(nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new CqlProtocolException($"expected a time of day in {slot.Name}, found {nanoseconds} ns since midnight");
    }

    public static BigInteger ReadBigInteger(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        slot.Require(slot.Is(CqlTypeCode.Varint), "a .NET BigInteger");
        return new BigInteger(AtLeast(slot, bytes, 1), isBigEndian: true);
    }

    public static CqlDecimal ReadDecimal(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        slot.Require(slot.Is(CqlTypeCode.Decimal), "a decimal");
        var scale = BinaryPrimitives.ReadInt32BigEndian(AtLeast(slot, bytes, 5));
        return new CqlDecimal(new BigInteger(bytes[4..], isBigEndian: true), scale);
    }

    public static IPAddress ReadInet(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        slot.Require(slot.Is(CqlTypeCode.Inet), "a .NET IPAddress");
        return new IPAddress(bytes.Length == 4 ? bytes : Exactly(slot, bytes, 16));
    }

    public static string ReadText(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        slot.Require(slot.Is(CqlTypeCode.Varchar, CqlTypeCode.Ascii), "a .NET string");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>One value as a type chosen by the caller: compiled for each value type to the one branch that it is.</summary>
    public static T Read<T>(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        if (typeof(T) == typeof(long)) { return (T)(object)ReadInt64(slot, bytes); }
        if (typeof(T) == typeof(int)) { return (T)(object)ReadInt32(slot, bytes); }
        if (typeof(T) == typeof(string)) { return (T)(object)ReadText(slot, bytes); }
        if (typeof(T) == typeof(bool)) { return (T)(object)ReadBoolean(slot, bytes); }
        if (typeof(T) == typeof(double)) { return (T)(object)ReadDouble(slot, bytes); }
        if (typeof(T) == typeof(float)) { return (T)(object)ReadSingle(slot, bytes); }
        if (typeof(T) == typeof(short)) { return (T)(object)ReadInt16(slot, bytes); }
        if (typeof(T) == typeof(sbyte)) { return (T)(object)ReadSByte(slot, bytes); }
        if (typeof(T) == typeof(Guid)) { return (T)(object)ReadGuid(slot, bytes); }
        if (typeof(T) == typeof(DateTimeOffset)) { return (T)(object)ReadTimestamp(slot, bytes); }
        if (typeof(T) == typeof(DateOnly)) { return (T)(object)ReadDate(slot, bytes); }
        if (typeof(T) == typeof(TimeOnly)) { return (T)(object)ReadTime(slot, bytes); }
        if (typeof(T) == typeof(BigInteger)) { return (T)(object)ReadBigInteger(slot, bytes); }
        if (typeof(T) == typeof(CqlDecimal)) { return (T)(object)ReadDecimal(slot, bytes); }
        if (typeof(T) == typeof(decimal)) { return (T)(object)ReadDecimal(slot, bytes).ToDecimal(); }
        if (typeof(T) == typeof(IPAddress)) { return (T)(object)ReadInet(slot, bytes); }
        if (typeof(T) == typeof(byte[])) { return (T)(object)bytes.ToArray(); }
        return UntypedDecoder.Read(slot, bytes) is T value ? value : throw slot.Mismatch($"a .NET {typeof(T).Name}");
    }

    private static ReadOnlySpan<byte> Exactly(ValueSlot slot, ReadOnlySpan<byte> bytes, int length, bool isRight, string asked)
    {
        slot.Require(isRight, asked);
        return Exactly(slot, bytes, length);
    }

    private static ReadOnlySpan<byte> Exactly(ValueSlot slot, ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length == length ? bytes : throw new CqlProtocolException($"expected {length} bytes of a {slot.Type} in {slot.Name}, found {bytes.Length}");

    private static ReadOnlySpan<byte> AtLeast(ValueSlot slot, ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length >= length
            ? bytes
            : throw new CqlProtocolException($"expected at least {length} bytes of a {slot.Type} in {slot.Name}, found {bytes.Length}");
}
