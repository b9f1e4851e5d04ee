using System.Net;
using System.Numerics;
using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Tests.Types;

/// <summary>Types and values drawn at random, values in the form in which they are read.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly CqlTypeCode[] Natives = [.. Enum.GetValues<CqlTypeCode>().Where(code => code is > CqlTypeCode.Custom and < CqlTypeCode.List)];

    /// <summary>A type, nested at most so deep.</summary>
    public CqlType Type(int depth) => random.Next(depth > 0 ? 11 : 6) switch
    {
        6 => CqlType.ListOf(Type(depth - 1)),
        7 => CqlType.SetOf(Type(depth - 1)),
        8 => CqlType.MapOf(Type(depth - 1), Type(depth - 1)),
        9 => CqlType.TupleOf([.. Several(() => Type(depth - 1))]),
        10 => CqlType.UdtOf("ks", "udt", [.. Several(() => Type(depth - 1)).Select((type, i) => ($"f{i}", type))]),
        _ => CqlType.Of(Natives[random.Next(Natives.Length)]),
    };

    /// <summary>A value of a type; null only where <paramref name="nullable"/>.</summary>
    public object? Value(CqlType type, bool nullable = true)
    {
        if (nullable && random.Next(8) == 0)
        {
            return null;
        }

        return type.Code switch
        {
            CqlTypeCode.Ascii or CqlTypeCode.Varchar => new string('x', random.Next(5)) + (type.Code == CqlTypeCode.Varchar ? "é世🌍"[..random.Next(3)] : ""),
            CqlTypeCode.Bigint or CqlTypeCode.Counter => random.NextInt64(long.MinValue, long.MaxValue),
            CqlTypeCode.Blob or CqlTypeCode.Duration => Blob(random.Next(20)),
            CqlTypeCode.Boolean => random.Next(2) == 0,
            CqlTypeCode.Decimal => new CqlDecimal(Number(), random.Next(-40, 40)),
            CqlTypeCode.Double => random.NextDouble() * 1e300,
            CqlTypeCode.Float => random.NextSingle(),
            CqlTypeCode.Int => random.Next(int.MinValue, int.MaxValue),
            CqlTypeCode.Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(-62_135_596_800_000, 253_402_300_799_999)),
            CqlTypeCode.Uuid or CqlTypeCode.Timeuuid => new Guid(Blob(16)),
            CqlTypeCode.Varint => Number(),
            CqlTypeCode.Inet => new IPAddress(Blob(random.Next(2) == 0 ? 4 : 16)),
            CqlTypeCode.Date => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
            CqlTypeCode.Time => new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay)),
            CqlTypeCode.Smallint => (short)random.Next(short.MinValue, short.MaxValue),
            CqlTypeCode.Tinyint => (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue),
            CqlTypeCode.List or CqlTypeCode.Set => Several(() => Value(type.Elements[0])),
            CqlTypeCode.Map => Several(() => new KeyValuePair<object?, object?>(Value(type.Elements[0]), Value(type.Elements[1]))),
            CqlTypeCode.Tuple => type.Elements.Select(element => Value(element)).ToArray(),
            CqlTypeCode.Udt => Enumerable.Range(0, type.Elements.Count).ToDictionary(i => type.FieldNames[i], i => Value(type.Elements[i])),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    private BigInteger Number() => new(Blob(1 + random.Next(20)));

    private byte[] Blob(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private List<T> Several<T>(Func<T> make) => [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => make())];
}
