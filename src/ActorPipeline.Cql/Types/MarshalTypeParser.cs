using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// Reads the names of the server's classes of types, such as <c>org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 3)</c>:
/// that is how vectors and what is in them are described, up to version 5 (Cassandra's db/marshal/TypeParser.java). What is not known stays a custom type.
/// </summary>
internal ref struct MarshalTypeParser
{
    private const string Package = "org.apache.cassandra.db.marshal.";

    private static readonly FrozenDictionary<string, CqlTypeCode> Natives = new Dictionary<string, CqlTypeCode>
    {
        ["AsciiType"] = CqlTypeCode.Ascii,
        ["LongType"] = CqlTypeCode.Bigint,
        ["BytesType"] = CqlTypeCode.Blob,
        ["BooleanType"] = CqlTypeCode.Boolean,
        ["CounterColumnType"] = CqlTypeCode.Counter,
        ["DecimalType"] = CqlTypeCode.Decimal,
        ["DoubleType"] = CqlTypeCode.Double,
        ["FloatType"] = CqlTypeCode.Float,
        ["Int32Type"] = CqlTypeCode.Int,
        ["TimestampType"] = CqlTypeCode.Timestamp,
        ["DateType"] = CqlTypeCode.Timestamp,
        ["UUIDType"] = CqlTypeCode.Uuid,
        ["UTF8Type"] = CqlTypeCode.Varchar,
        ["IntegerType"] = CqlTypeCode.Varint,
        ["TimeUUIDType"] = CqlTypeCode.Timeuuid,
        ["InetAddressType"] = CqlTypeCode.Inet,
        ["SimpleDateType"] = CqlTypeCode.Date,
        ["TimeType"] = CqlTypeCode.Time,
        ["ShortType"] = CqlTypeCode.Smallint,
        ["ByteType"] = CqlTypeCode.Tinyint,
        ["DurationType"] = CqlTypeCode.Duration,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private MarshalTypeParser(ReadOnlySpan<char> text) => _text = text;

    public static CqlType Parse(string className)
    {
        var parser = new MarshalTypeParser(className);
        return parser.Read(0) is { } type && parser._at == className.Length ? type : CqlType.CustomOf(className);
    }

    private CqlType? Read(int depth)
    {
        var name = ReadWord();
        if (depth > CqlTypeReader.DeepestNesting)
        {
            return null;
        }

        name = name.StartsWith(Package, StringComparison.Ordinal) ? name[Package.Length..] : name;
        return name switch
        {
            "VectorType" => ReadVector(depth),
            "UserType" => ReadUdt(depth),
            "ListType" => ReadElements(depth) is [var element] ? CqlType.ListOf(element) : null,
            "SetType" => ReadElements(depth) is [var element] ? CqlType.SetOf(element) : null,
            "MapType" => ReadElements(depth) is [var key, var value] ? CqlType.MapOf(key, value) : null,
            "TupleType" => ReadElements(depth) is { } fields ? CqlType.TupleOf(fields) : null,
            "FrozenType" or "ReversedType" => ReadElements(depth) is [var inner] ? inner : null,
            _ => Natives.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var code) ? CqlType.Of(code) : null,
        };
    }

    private List<CqlType>? ReadElements(int depth)
    {
        if (!TryTake('('))
        {
            return null;
        }

        var elements = new List<CqlType>();
        do
        {
            if (Read(depth + 1) is not { } element)
            {
                return null;
            }

            elements.Add(element);
        }
        while (TryTake(','));
        return TryTake(')') ? elements : null;
    }

    private CqlType? ReadVector(int depth) =>
        TryTake('(') && Read(depth + 1) is { } element && TryTake(',') && int.TryParse(ReadWord(), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            && dimension > 0 && TryTake(')')
            ? CqlType.VectorOf(element, dimension)
            : null;

    // UserType(keyspace,hex of the name,hex of a field's name:its type,…)
    private CqlType? ReadUdt(int depth)
    {
        if (!TryTake('('))
        {
            return null;
        }

        var keyspace = ReadWord().ToString();
        if (!TryTake(',') || FromHex(ReadWord()) is not { } name)
        {
            return null;
        }

        var fields = new List<(string, CqlType)>();
        while (TryTake(','))
        {
            if (FromHex(ReadWord()) is not { } field || !TryTake(':') || Read(depth + 1) is not { } type)
            {
                return null;
            }

            fields.Add((field, type));
        }

        return TryTake(')') ? CqlType.UdtOf(keyspace, name, fields) : null;
    }

    private ReadOnlySpan<char> ReadWord()
    {
        SkipBlanks();
        var rest = _text[_at..];
        var end = rest.IndexOfAny("(),: ");
        var word = end < 0 ? rest : rest[..end];
        _at += word.Length;
        return word;
    }

    private bool TryTake(char expected)
    {
        SkipBlanks();
        var isThere = _at < _text.Length && _text[_at] == expected;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private static string? FromHex(ReadOnlySpan<char> hex)
    {
        var bytes = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length ? Encoding.UTF8.GetString(bytes) : null;
    }
}
