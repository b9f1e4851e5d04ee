namespace ActorPipeline.Cassandra.Cql.Types;

/// <summary>
/// A row of an answer: a view into the answer's body, so it is valid as long as its <see cref="CqlRows"/> is not disposed. Columns are asked for by position or by
/// name; a wrong type, a missing name and a null where there can be none throw <see cref="CqlTypeException"/>.
/// </summary>
public readonly struct CqlRow
{
    private readonly CqlRows _rows;
    private readonly int _index;

    internal CqlRow(CqlRows rows, int index)
    {
        _rows = rows;
        _index = index;
    }

    /// <summary>The columns.</summary>
    public CqlColumns Columns => _rows.Columns;

    /// <summary>Whether a column is null.</summary>
    public bool IsNull(int index) => !_rows.TryGetBytes(_index, index, out _);

    /// <inheritdoc cref="IsNull(int)"/>
    public bool IsNull(string name) => IsNull(Columns.IndexOf(name));

    /// <summary>A tinyint.</summary>
    public sbyte GetSByte(int index) => ValueDecoder.ReadSByte(Slot(index), NotNull(index, "a .NET sbyte"));

    /// <inheritdoc cref="GetSByte(int)"/>
    public sbyte GetSByte(string name) => GetSByte(Columns.IndexOf(name));

    /// <summary>A smallint.</summary>
    public short GetInt16(int index) => ValueDecoder.ReadInt16(Slot(index), NotNull(index, "a .NET short"));

    /// <inheritdoc cref="GetInt16(int)"/>
    public short GetInt16(string name) => GetInt16(Columns.IndexOf(name));

    /// <summary>An int.</summary>
    public int GetInt32(int index) => ValueDecoder.ReadInt32(Slot(index), NotNull(index, "a .NET int"));

    /// <inheritdoc cref="GetInt32(int)"/>
    public int GetInt32(string name) => GetInt32(Columns.IndexOf(name));

    /// <summary>A bigint, a counter, a timestamp (milliseconds since 1970) or a time (nanoseconds since midnight).</summary>
    public long GetInt64(int index) => ValueDecoder.ReadInt64(Slot(index), NotNull(index, "a .NET long"));

    /// <inheritdoc cref="GetInt64(int)"/>
    public long GetInt64(string name) => GetInt64(Columns.IndexOf(name));

    /// <summary>A double.</summary>
    public double GetDouble(int index) => ValueDecoder.ReadDouble(Slot(index), NotNull(index, "a .NET double"));

    /// <inheritdoc cref="GetDouble(int)"/>
    public double GetDouble(string name) => GetDouble(Columns.IndexOf(name));

    /// <summary>A boolean.</summary>
    public bool GetBoolean(int index) => ValueDecoder.ReadBoolean(Slot(index), NotNull(index, "a .NET bool"));

    /// <inheritdoc cref="GetBoolean(int)"/>
    public bool GetBoolean(string name) => GetBoolean(Columns.IndexOf(name));

    /// <summary>A uuid or timeuuid.</summary>
    public Guid GetGuid(int index) => ValueDecoder.ReadGuid(Slot(index), NotNull(index, "a .NET Guid"));

    /// <inheritdoc cref="GetGuid(int)"/>
    public Guid GetGuid(string name) => GetGuid(Columns.IndexOf(name));

    /// <summary>A timestamp.</summary>
    public DateTimeOffset GetTimestamp(int index) => ValueDecoder.ReadTimestamp(Slot(index), NotNull(index, "a .NET DateTimeOffset"));

    /// <inheritdoc cref="GetTimestamp(int)"/>
    public DateTimeOffset GetTimestamp(string name) => GetTimestamp(Columns.IndexOf(name));

    /// <summary>A decimal.</summary>
    public CqlDecimal GetDecimal(int index) => ValueDecoder.ReadDecimal(Slot(index), NotNull(index, "a .NET CqlDecimal"));

    /// <inheritdoc cref="GetDecimal(int)"/>
    public CqlDecimal GetDecimal(string name) => GetDecimal(Columns.IndexOf(name));

    /// <summary>A text or ascii; null for null.</summary>
    public string? GetString(int index) => _rows.TryGetBytes(_index, index, out var bytes) ? ValueDecoder.ReadText(Slot(index), bytes) : null;

    /// <inheritdoc cref="GetString(int)"/>
    public string? GetString(string name) => GetString(Columns.IndexOf(name));

    /// <summary>The bytes of a value of any type as the protocol has them: a text's UTF-8, a blob's bytes. Empty for null. Valid as long as the rows.</summary>
    public ReadOnlySpan<byte> GetBytes(int index) => _rows.TryGetBytes(_index, index, out var bytes) ? bytes : default;

    /// <inheritdoc cref="GetBytes(int)"/>
    public ReadOnlySpan<byte> GetBytes(string name) => GetBytes(Columns.IndexOf(name));

    /// <summary>A value as a .NET type that goes with it: number types, <see cref="bool"/>, <see cref="string"/>, <see cref="byte"/>[], <see cref="decimal"/>,
    /// <see cref="CqlDecimal"/>, <see cref="Guid"/>, the date and time types… Null gives null where the type has it.</summary>
    public T? Get<T>(int index)
    {
        if (_rows.TryGetBytes(_index, index, out var bytes))
        {
            return ValueDecoder.Read<T>(Slot(index), bytes);
        }

        return default(T) is null ? default : throw Slot(index).Null($"a .NET {typeof(T).Name}");
    }

    /// <inheritdoc cref="Get{T}(int)"/>
    public T? Get<T>(string name) => Get<T>(Columns.IndexOf(name));

    /// <summary>A list, set or vector, its elements as one .NET type. Null gives an empty one: the server does not tell them apart.</summary>
    public IReadOnlyList<T> GetList<T>(int index)
    {
        if (!_rows.TryGetBytes(_index, index, out var bytes))
        {
            return [];
        }

        var slot = Slot(index);
        var elements = new ElementReader(slot, bytes);
        slot.Require(slot.Type!.Code != CqlTypeCode.Map, "a list");
        var list = new List<T>(elements.Count);
        while (elements.TryRead(0, out var element, out var isNull))
        {
            list.Add(isNull ? throw slot.Null("free of null elements") : ValueDecoder.Read<T>(slot.Element(0), element));
        }

        return list;
    }

    /// <inheritdoc cref="GetList{T}(int)"/>
    public IReadOnlyList<T> GetList<T>(string name) => GetList<T>(Columns.IndexOf(name));

    /// <summary>A map, keys and values as one .NET type each, in the server's order. Null gives an empty one: the server does not tell them apart.</summary>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> GetMap<TKey, TValue>(int index)
    {
        if (!_rows.TryGetBytes(_index, index, out var bytes))
        {
            return [];
        }

        var slot = Slot(index);
        slot.Require(slot.Type!.Code == CqlTypeCode.Map, "a map");
        var elements = new ElementReader(slot, bytes);
        var map = new List<KeyValuePair<TKey, TValue>>(elements.Count / 2);
        while (elements.TryRead(0, out var key, out var isKeyNull) && elements.TryRead(1, out var value, out var isNull))
        {
            slot.Require(!isKeyNull && !isNull, "free of nulls");
            map.Add(new(ValueDecoder.Read<TKey>(slot.Element(0), key), ValueDecoder.Read<TValue>(slot.Element(1), value)));
        }

        return map;
    }

    /// <inheritdoc cref="GetMap{TKey, TValue}(int)"/>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> GetMap<TKey, TValue>(string name) => GetMap<TKey, TValue>(Columns.IndexOf(name));

    /// <summary>A value of any type as an object: lists, sets and vectors as <see cref="List{T}"/> of objects, maps as lists of pairs, tuples as arrays, user-defined types as
    /// dictionaries by field name, the others as the .NET type that holds all of them.</summary>
    public object? GetValue(int index) => _rows.TryGetBytes(_index, index, out var bytes) ? UntypedDecoder.Read(Slot(index), bytes) : null;

    /// <inheritdoc cref="GetValue(int)"/>
    public object? GetValue(string name) => GetValue(Columns.IndexOf(name));

    private ValueSlot Slot(int index) => new(Columns[index].Type, Columns[index].Name);

    private ReadOnlySpan<byte> NotNull(int index, string asked) => _rows.TryGetBytes(_index, index, out var bytes) ? bytes : throw Slot(index).Null(asked);
}
