using System.Collections.Frozen;

namespace ActorPipeline.Cql.Types;

/// <summary>A CQL type with the types within it. Immutable; <see cref="ToString"/> gives it as in CQL.</summary>
public sealed class CqlType
{
    private static readonly FrozenDictionary<CqlTypeCode, CqlType> Natives = Enum.GetValues<CqlTypeCode>()
        .Where(code => code is > CqlTypeCode.Custom and < CqlTypeCode.List)
        .ToFrozenDictionary(code => code, code => new CqlType(code));

    private CqlType(CqlTypeCode code, params IReadOnlyList<CqlType> elements)
    {
        Code = code;
        Elements = elements;
    }

    /// <summary>What kind of type it is.</summary>
    public CqlTypeCode Code { get; }

    /// <summary>The element's type of a list or set; key and value of a map; the fields' of a tuple or user-defined type; else empty.</summary>
    public IReadOnlyList<CqlType> Elements { get; }

    /// <summary>Names of a user-defined type's fields, in the order of <see cref="Elements"/>; else empty.</summary>
    public IReadOnlyList<string> FieldNames { get; private init; } = [];

    /// <summary>The keyspace of a user-defined type; else empty.</summary>
    public string Keyspace { get; private init; } = "";

    /// <summary>The name of a user-defined type, the class of a custom one; else empty.</summary>
    public string Name { get; private init; } = "";

    /// <summary>A type that has no types within it.</summary>
    /// <exception cref="ArgumentException">It needs more than its kind.</exception>
    public static CqlType Of(CqlTypeCode code) =>
        Natives.TryGetValue(code, out var type) ? type : throw new ArgumentException($"a {code} is not a native type", nameof(code));

    /// <summary>list&lt;element&gt;.</summary>
    public static CqlType ListOf(CqlType element) => new(CqlTypeCode.List, element);

    /// <summary>set&lt;element&gt;.</summary>
    public static CqlType SetOf(CqlType element) => new(CqlTypeCode.Set, element);

    /// <summary>map&lt;key, value&gt;.</summary>
    public static CqlType MapOf(CqlType key, CqlType value) => new(CqlTypeCode.Map, key, value);

    /// <summary>tuple&lt;fields&gt;.</summary>
    public static CqlType TupleOf(params IReadOnlyList<CqlType> fields) => new(CqlTypeCode.Tuple, fields);

    /// <summary>A user-defined type.</summary>
    public static CqlType UdtOf(string keyspace, string name, params IReadOnlyList<(string Name, CqlType Type)> fields) =>
        new(CqlTypeCode.Udt, [.. fields.Select(field => field.Type)])
        {
            Keyspace = keyspace,
            Name = name,
            FieldNames = [.. fields.Select(field => field.Name)],
        };

    /// <summary>A class of the server.</summary>
    public static CqlType CustomOf(string className) => new(CqlTypeCode.Custom) { Name = className };

    /// <inheritdoc/>
    public override string ToString() => Code switch
    {
        CqlTypeCode.Custom => $"'{Name}'",
        CqlTypeCode.Varchar => "text",
        CqlTypeCode.Udt => $"{Keyspace}.{Name}",
        CqlTypeCode.List or CqlTypeCode.Set or CqlTypeCode.Map or CqlTypeCode.Tuple => $"{Keyword}<{string.Join(", ", Elements)}>",
        _ => Keyword,
    };

#pragma warning disable CA1308 // CQL names its types in lower case.
    private string Keyword => Code.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
