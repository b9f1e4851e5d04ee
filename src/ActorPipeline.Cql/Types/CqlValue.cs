using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// A value of an answer where it lies: valid as long as the <see cref="CqlRows"/> it is of are not disposed. Asked for as a .NET type that does not go with its
/// CQL type, or as one that cannot be null when it is, it throws <see cref="CqlTypeException"/>.
/// </summary>
public readonly ref struct CqlValue
{
    private readonly ValueSlot _slot;

    internal CqlValue(ValueSlot slot, ReadOnlySpan<byte> bytes, bool isNull)
    {
        _slot = slot;
        Bytes = bytes;
        IsNull = isNull;
    }

    /// <summary>Whether it is null.</summary>
    public bool IsNull { get; }

    /// <summary>Its bytes as the protocol has them: a text's UTF-8, a blob's bytes. Empty for null.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The values within a list, set, map, tuple or user-defined type, without an allocation. Of null there are none: servers do not tell a collection
    /// that is null from one that is empty.</summary>
    public CqlElements Elements => IsNull ? default : new CqlElements(_slot, Bytes);

    /// <summary>
    /// The value as a .NET type: number types, <see cref="bool"/>, <see cref="string"/>, <see cref="byte"/>[], <see cref="decimal"/>, <see cref="CqlDecimal"/>,
    /// <see cref="Guid"/>, the date and time types, <see cref="System.Net.IPAddress"/>. Does not box. Null gives null where the type
    /// has it.
    /// </summary>
    public T? Get<T>() => !IsNull ? ValueDecoder.Read<T>(_slot, Bytes) : default(T) is null ? default : throw _slot.Null($"a .NET {typeof(T).Name}");

    /// <summary>A list or set, its elements as one .NET type. Null gives an empty one.</summary>
    public IReadOnlyList<T> GetList<T>()
    {
        _slot.Require(_slot.Type.Code is CqlTypeCode.List or CqlTypeCode.Set, "a list");
        var elements = Elements;
        var list = new List<T>(elements.Count);
        while (elements.TryRead(out var element))
        {
            list.Add(element.Required<T>());
        }

        return list;
    }

    /// <summary>A map, keys and values as one .NET type each, in the server's order. Null gives an empty one.</summary>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> GetMap<TKey, TValue>()
    {
        _slot.Require(_slot.Type.Code == CqlTypeCode.Map, "a map");
        var elements = Elements;
        var map = new List<KeyValuePair<TKey, TValue>>(elements.Count / 2);
        while (elements.TryRead(out var key) && elements.TryRead(out var value))
        {
            map.Add(new(key.Required<TKey>(), value.Required<TValue>()));
        }

        return map;
    }

    /// <summary>
    /// A value of any type as an object: lists and sets as <see cref="List{T}"/> of objects, maps as lists of pairs in the server's order (a blob is
    /// no key of a dictionary), tuples as arrays, user-defined types as dictionaries by field name, the others as the .NET type that holds all of them. Empty
    /// bytes of a type that has no empty value count as null, as in the server.
    /// </summary>
    public object? ToObject() => IsNull ? null : UntypedDecoder.Read(_slot, Bytes);

    private T Required<T>() => IsNull ? throw _slot.Null($"a .NET {typeof(T).Name}") : ValueDecoder.Read<T>(_slot, Bytes);
}
