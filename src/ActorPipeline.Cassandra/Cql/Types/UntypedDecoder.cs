using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Types;

/// <summary>
/// Reads any CQL value as an object: string, long, int, short, sbyte, double, float, bool, <see cref="byte"/>[] (blob, custom), <see cref="CqlDecimal"/>,
/// <see cref="System.Numerics.BigInteger"/>, <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, <see cref="TimeOnly"/>, <see cref="CqlDuration"/>,
/// <see cref="Guid"/>, <see cref="System.Net.IPAddress"/>; lists, sets and vectors as <see cref="List{T}"/> of objects in the server's order; maps as a list of pairs in
/// the server's order (a blob is no key of a dictionary); tuples as object arrays; user-defined types as dictionaries by field. Empty bytes of a type that has no empty
/// value count as null, as in the server.
/// </summary>
internal static class UntypedDecoder
{
    /// <summary>Reads a value that is not null.</summary>
    public static object? Read(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var code = slot.Type!.Code;
        if (bytes.IsEmpty && code is not (CqlTypeCode.Varchar or CqlTypeCode.Ascii or CqlTypeCode.Blob or CqlTypeCode.Custom or CqlTypeCode.Tuple or CqlTypeCode.Udt))
        {
            return null;
        }

        return code switch
        {
            CqlTypeCode.Ascii or CqlTypeCode.Varchar => ValueDecoder.ReadText(slot, bytes),
            CqlTypeCode.Bigint or CqlTypeCode.Counter => ValueDecoder.ReadInt64(slot, bytes),
            CqlTypeCode.Blob or CqlTypeCode.Custom => bytes.ToArray(),
            CqlTypeCode.Boolean => ValueDecoder.ReadBoolean(slot, bytes),
            CqlTypeCode.Decimal => ValueDecoder.ReadDecimal(slot, bytes),
            CqlTypeCode.Double => ValueDecoder.ReadDouble(slot, bytes),
            CqlTypeCode.Float => ValueDecoder.ReadSingle(slot, bytes),
            CqlTypeCode.Int => ValueDecoder.ReadInt32(slot, bytes),
            CqlTypeCode.Timestamp => ValueDecoder.ReadTimestamp(slot, bytes),
            CqlTypeCode.Uuid or CqlTypeCode.Timeuuid => ValueDecoder.ReadGuid(slot, bytes),
            CqlTypeCode.Varint => ValueDecoder.ReadBigInteger(slot, bytes),
            CqlTypeCode.Inet => ValueDecoder.ReadInet(slot, bytes),
            CqlTypeCode.Date => ValueDecoder.ReadDate(slot, bytes),
            CqlTypeCode.Time => ValueDecoder.ReadTime(slot, bytes),
            CqlTypeCode.Smallint => ValueDecoder.ReadInt16(slot, bytes),
            CqlTypeCode.Tinyint => ValueDecoder.ReadSByte(slot, bytes),
            CqlTypeCode.Duration => ValueDecoder.ReadDuration(slot, bytes),
            CqlTypeCode.Map => ReadMap(slot, bytes),
            CqlTypeCode.Tuple => ReadFields(slot, bytes),
            CqlTypeCode.Udt => ReadUdt(slot, bytes),
            _ => ReadList(slot, bytes),
        };
    }

    private static List<object?> ReadList(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var elements = new ElementReader(slot, bytes);
        var list = new List<object?>(elements.Count);
        while (elements.TryRead(0, out var element, out var isNull))
        {
            list.Add(isNull ? null : Read(slot.Element(0), element));
        }

        return list;
    }

    private static List<KeyValuePair<object?, object?>> ReadMap(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var elements = new ElementReader(slot, bytes);
        var map = new List<KeyValuePair<object?, object?>>(elements.Count / 2);
        while (elements.TryRead(0, out var element, out var isNull))
        {
            var key = isNull ? null : Read(slot.Element(0), element);
            elements.TryRead(1, out element, out isNull);
            map.Add(new(key, isNull ? null : Read(slot.Element(1), element)));
        }

        return map;
    }

    // Fields added to a type later are missing at the end of values written before: they are null.
    private static object?[] ReadFields(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var values = new object?[slot.Type!.Elements.Count];
        for (var i = 0; i < values.Length && reader.Remaining > 0; i++)
        {
            values[i] = reader.TryReadBytes("a field", out var field) ? Read(slot.Element(i), field) : null;
        }

        return values;
    }

    private static Dictionary<string, object?> ReadUdt(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var values = ReadFields(slot, bytes);
        var fields = new Dictionary<string, object?>(values.Length, StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            fields[slot.Type!.FieldNames[i]] = values[i];
        }

        return fields;
    }
}
