namespace ActorPipeline.Cql.Types;

/// <summary>Reads any CQL value as an object: see <see cref="CqlValue.ToObject"/>.</summary>
internal static class UntypedDecoder
{
    public static object? Read(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var code = slot.Type.Code;
        if (bytes.IsEmpty && !ValueEncoder.TakesBytes(slot) && code is not (CqlTypeCode.Varchar or CqlTypeCode.Ascii or CqlTypeCode.Tuple or CqlTypeCode.Udt))
        {
            return null;
        }

        return code switch
        {
            CqlTypeCode.Ascii or CqlTypeCode.Varchar => ValueDecoder.ReadText(slot, bytes),
            CqlTypeCode.Bigint or CqlTypeCode.Counter => ValueDecoder.ReadInt64(slot, bytes),
            CqlTypeCode.Blob or CqlTypeCode.Duration or CqlTypeCode.Custom => bytes.ToArray(),
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
            CqlTypeCode.Map => ReadMap(slot, bytes),
            CqlTypeCode.Tuple => ReadFields(slot, bytes),
            CqlTypeCode.Udt => ReadUdt(slot, bytes),
            _ => ReadList(slot, bytes),
        };
    }

    private static List<object?> ReadList(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var elements = new CqlElements(slot, bytes);
        var list = new List<object?>(elements.Count);
        while (elements.TryRead(out var element))
        {
            list.Add(element.ToObject());
        }

        return list;
    }

    private static List<KeyValuePair<object?, object?>> ReadMap(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var elements = new CqlElements(slot, bytes);
        var map = new List<KeyValuePair<object?, object?>>(elements.Count / 2);
        while (elements.TryRead(out var key))
        {
            elements.TryRead(out var value);
            map.Add(new(key.ToObject(), value.ToObject()));
        }

        return map;
    }

    private static object?[] ReadFields(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var elements = new CqlElements(slot, bytes);
        var values = new object?[elements.Count];
        for (var i = 0; elements.TryRead(out var field); i++)
        {
            values[i] = field.ToObject();
        }

        return values;
    }

    private static Dictionary<string, object?> ReadUdt(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        var values = ReadFields(slot, bytes);
        var fields = new Dictionary<string, object?>(values.Length, StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            fields[slot.Type.FieldNames[i]] = values[i];
        }

        return fields;
    }
}
