using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>Reads types as results describe them: [option] of the specification's section 4.2.5.2.</summary>
internal static class CqlTypeReader
{
    // Types come from a server that checked them; the bound keeps false bytes from exhausting the stack.
    private const int DeepestNesting = 64;

    // "text" of the versions before 3.
    private const int OldText = 0x000A;

    /// <summary>Reads a type.</summary>
    /// <exception cref="CqlProtocolException">It is not one, or nested too deeply.</exception>
    public static CqlType Read(ref WireReader reader, int depth = 0)
    {
        if (depth > DeepestNesting)
        {
            throw new CqlProtocolException($"expected a type nested at most {DeepestNesting} deep at byte {reader.Position}");
        }

        var code = reader.ReadShort("a type");
        return (CqlTypeCode)code switch
        {
            CqlTypeCode.Custom => CqlType.CustomOf(reader.ReadString("a custom type's class")),
            CqlTypeCode.List => CqlType.ListOf(Read(ref reader, depth + 1)),
            CqlTypeCode.Set => CqlType.SetOf(Read(ref reader, depth + 1)),
            CqlTypeCode.Map => CqlType.MapOf(Read(ref reader, depth + 1), Read(ref reader, depth + 1)),
            CqlTypeCode.Tuple => ReadTuple(ref reader, depth),
            CqlTypeCode.Udt => ReadUdt(ref reader, depth),
            (CqlTypeCode)OldText => CqlType.Of(CqlTypeCode.Varchar),
            >= CqlTypeCode.Ascii and <= CqlTypeCode.Duration => CqlType.Of((CqlTypeCode)code),
            _ => throw new CqlProtocolException($"expected a type at byte {reader.Position - 2}, found code 0x{code:x4}"),
        };
    }

    private static CqlType ReadTuple(ref WireReader reader, int depth)
    {
        var fields = new CqlType[reader.ReadShortCount(2, "a tuple's fields")];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Read(ref reader, depth + 1);
        }

        return CqlType.TupleOf(fields);
    }

    private static CqlType ReadUdt(ref WireReader reader, int depth)
    {
        var keyspace = reader.ReadString("a user-defined type's keyspace");
        var name = reader.ReadString("a user-defined type's name");
        var fields = new (string, CqlType)[reader.ReadShortCount(4, "a user-defined type's fields")];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = (reader.ReadString("a field's name"), Read(ref reader, depth + 1));
        }

        return CqlType.UdtOf(keyspace, name, fields);
    }
}
